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
import dev.plimsoll.policy.PolicyTestRunner.TestFile;
import dev.plimsoll.policy.Suggestion;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.tree.TreeCases;
import dev.plimsoll.report.PolicyTestReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll policy test}: runs the {@code *_test.yaml} that stand beside policies. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the tests of policies: the files *_test.yaml beside policy.yaml. Every rule that is",
      "written in a policy needs a case that sees it pass and one that sees it fail."
    },
    footer = {
      "",
      "Exit codes: 0 all as expected, every rule covered; 1 not so; 2 a file is wrong, or a policy",
      "has no tests."
    })
public final class PolicyTestCommand implements Callable<Integer> {
  private static final String TESTS = "_test.yaml";
  private static final String POLICY = "policy.yaml";

  private final Context context;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description = {
        "policy file, its folder, a folder of such folders, or name of a shipped policy",
        "(default: all shipped ones)"
      })
  private List<String> paths = List.of();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Form output = Form.table;

  public PolicyTestCommand(Context context) {
    this.context = context;
  }

  /** Forms of the result. Constants are what the user writes. */
  enum Form {
    table,
    junit
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    PolicyLibrary library = KernelAudit.policies();
    List<Report> reports = new ArrayList<>();
    for (String path : paths.isEmpty() ? library.names() : paths) {
      for (Path policy : policies(path)) {
        Report report = run(library, policy);
        if (output == Form.table) {
          print(report, policy);
        }
        reports.add(report);
      }
    }
    if (output == Form.junit) {
      context.terminal().out().print(PolicyTestReport.junit(reports).utf8());
    }
    return (reports.stream().allMatch(Report::ok) ? ExitCode.DONE : ExitCode.DENIED).code();
  }

  private static Report run(PolicyLibrary library, Path file)
      throws IOException, CommandFailure, FormatException {
    Policy policy = library.load(file.toString());
    List<TestFile> tests = new ArrayList<>();
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of("."));
    for (Path test : list(folder, f -> f.toString().endsWith(TESTS))) {
      tests.add(new TestFile(test.toString(), Bytes.copyOf(Files.readAllBytes(test))));
    }
    if (tests.isEmpty()) {
      throw CommandFailure.wrong("no *" + TESTS + " in " + folder);
    }
    CaseJudge judge =
        policy.target() == Target.TREE ? new TreeCases() : new KernelCases(new KernelAudit());
    return new PolicyTestRunner(judge).run(policy, tests);
  }

  /** The policy files that {@code path} stands for. */
  private List<Path> policies(String path) throws CommandFailure, IOException {
    List<Path> tried = new ArrayList<>();
    try {
      tried.add(Path.of(path));
    } catch (InvalidPathException e) {
      throw CommandFailure.wrong("no policy " + FormatException.quote(path));
    }
    context.home().ifPresent(h -> tried.add(h.resolve("policies").resolve(path)));
    for (Path candidate : tried) {
      if (Files.isRegularFile(candidate)) {
        return List.of(candidate);
      }
      if (Files.isRegularFile(candidate.resolve(POLICY))) {
        return List.of(candidate.resolve(POLICY));
      }
      if (Files.isDirectory(candidate)) {
        List<Path> packs =
            list(candidate, f -> Files.isRegularFile(f.resolve(POLICY))).stream()
                .map(f -> f.resolve(POLICY))
                .toList();
        if (!packs.isEmpty()) {
          return packs;
        }
      }
    }
    throw CommandFailure.wrong(
        "no policy "
            + FormatException.quote(path)
            + ": neither a file nor a folder with "
            + POLICY
            + Suggestion.of(path, KernelAudit.policies().names()));
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(wanted).sorted().toList();
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
    report.neverPassed().forEach(r -> out.println(paint.red("  never seen to pass: " + r)));
    report.neverFailed().forEach(r -> out.println(paint.red("  never seen to fail: " + r)));
  }
}
