package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelCases;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.policy.PolicyTestRunner;
import dev.plimsoll.policy.PolicyTestRunner.CaseJudge;
import dev.plimsoll.policy.PolicyTestRunner.Outcome;
import dev.plimsoll.policy.PolicyTestRunner.Report;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.tree.TreeCases;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plimsoll policy test}: runs the {@code *_test.yaml} that stand beside policies. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the tests of policies: the files *_test.yaml beside policy.yaml. Names rules that no",
      "test saw pass, or fail."
    },
    footer = {"", "Exit codes: 0 all as expected; 1 some are not; 2 a file is wrong, or has none."})
public final class PolicyTestCommand implements Callable<Integer> {
  private static final String TESTS = "_test.yaml";

  private final Context context;

  @Parameters(
      arity = "0..*",
      paramLabel = "POLICY",
      description = "folder, or name of a shipped policy (default: all shipped ones)")
  private List<String> policies = List.of();

  public PolicyTestCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    PolicyLibrary library = KernelAudit.policies();
    int failures = 0;
    for (String name : policies.isEmpty() ? library.names() : policies) {
      Path folder = folder(name);
      Policy policy = library.load(folder.toString());
      PolicyTestRunner runner = new PolicyTestRunner(cases(policy.target()));
      for (Path file : tests(folder)) {
        Report report = runner.run(policy, file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
        print(report, file);
        failures += report.failures().size();
      }
    }
    return failures == 0 ? ExitCode.DONE.code() : ExitCode.DENIED.code();
  }

  private static CaseJudge cases(Target target) {
    return target == Target.TREE ? new TreeCases() : new KernelCases(new KernelAudit());
  }

  private Path folder(String name) throws CommandFailure {
    List<Path> tried = new ArrayList<>(List.of(Path.of(name)));
    context.home().ifPresent(h -> tried.add(h.resolve("policies").resolve(name)));
    for (Path folder : tried) {
      if (Files.isRegularFile(folder.resolve("policy.yaml"))) {
        return folder;
      }
    }
    throw CommandFailure.wrong(
        "no policy " + FormatException.quote(name) + ": no policy.yaml in " + tried);
  }

  private static List<Path> tests(Path folder) throws IOException, CommandFailure {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(TESTS)).sorted().toList();
      if (found.isEmpty()) {
        throw CommandFailure.wrong("no *" + TESTS + " in " + folder);
      }
      return found;
    }
  }

  private void print(Report report, Path file) {
    PrintStream out = context.terminal().out();
    Paint paint = context.terminal().paint();
    for (Outcome o : report.failures()) {
      out.println(
          paint.red(
              o.at()
                  + ": "
                  + o.caseName()
                  + ": rule "
                  + o.ruleId()
                  + " is "
                  + o.found()
                  + ", expected "
                  + o.expected()
                  + ": "
                  + o.message()));
    }
    int failed = report.failures().size();
    out.println(
        report.policy()
            + " ("
            + file
            + "): "
            + (report.outcomes().size() - failed)
            + " passed, "
            + failed
            + " failed");
    if (!report.neverPassed().isEmpty()) {
      out.println(paint.yellow("  never seen to pass: " + new TreeSet<>(report.neverPassed())));
    }
    if (!report.neverFailed().isEmpty()) {
      out.println(paint.yellow("  never seen to fail: " + new TreeSet<>(report.neverFailed())));
    }
  }
}
