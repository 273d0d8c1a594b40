package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.DriftTable;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.drift.DriftJson;
import dev.plimsoll.kernel.drift.KernelDrift;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll audit diff A B}: what changed between two kernels, and which rules flip. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two kernels: approved and built, built and running. A and B are what plimsoll audit",
      "reads: configuration, kernel image, Debian package or host snapshot."
    },
    footer = {
      "",
      "Exit codes: 0 no rule is worse off in B; 1 one is; 2 an argument or policy is wrong;",
      "4 a file cannot be read."
    })
public final class AuditDiffCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(index = "0", paramLabel = "A", description = "the kernel to compare with")
  private Path from = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "B",
      description = "the kernel in question (or --running)")
  private Optional<Path> to = Optional.empty();

  @Option(names = "--running", description = "B is this machine, as its collector sees it")
  private boolean running;

  @Mixin private final PolicyFlags policies = new PolicyFlags();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Form output = Form.table;

  @Option(names = "--all", description = "list changes that touch no rule, too (table)")
  private boolean all;

  public AuditDiffCommand(Context context) {
    this.context = context;
  }

  /** Constants are what the user writes. */
  enum Form {
    table,
    json
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    if (running == to.isPresent()) {
      throw CommandFailure.wrong("give B or --running, one of them");
    }
    List<Policy> loaded = policies.load();
    KernelDrift drift = drift(loaded);
    context
        .terminal()
        .out()
        .print(
            output == Form.json
                ? JsonWriter.pretty(DriftJson.of(drift)).utf8()
                : DriftTable.render(drift, all, context.terminal().paint()));
    return (drift.regressions().isEmpty() ? ExitCode.DONE : ExitCode.DENIED).code();
  }

  private KernelDrift drift(List<Policy> loaded) throws IOException, CommandFailure {
    try {
      ReadSubject a = AuditSources.subject(from, SubjectParts.none());
      ReadSubject b =
          to.isPresent()
              ? AuditSources.subject(to.get(), SubjectParts.none())
              : AuditSources.runningHost(SubjectParts.none());
      return KernelDrift.between(new KernelAudit(), whole(a), whole(b), loaded);
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.EVIDENCE, e.getMessage(), e);
    }
  }

  private KernelSubject whole(ReadSubject read) {
    read.notes().forEach(n -> context.terminal().err().println("note: " + n));
    read.doubts().forEach(d -> context.terminal().err().println("note: " + d));
    return read.subject();
  }
}
