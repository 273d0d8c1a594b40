package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.ConfigFixer;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll audit fix FILE}: what to change so that a configuration passes. */
@Command(
    name = "fix",
    mixinStandardHelpOptions = true,
    description = {
      "Writes what to change in a kernel configuration so that it passes policies.",
      "The fragment is the smallest found, and is to be merged by the kernel's own merge_config.sh.",
      "What Kconfig makes of it is audited again; what it cannot fix is named with the reason."
    },
    footer = {
      "",
      "Exit codes: 0 the result is allowed; 1 it is still denied; 2 an input is wrong, or there is",
      "no table of the kernel's options; 4 a file cannot be read."
    })
public final class AuditFixCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "FILE",
      description = "what plimsoll audit reads: a configuration, kernel image, package or snapshot")
  private Path file = Path.of("");

  @Mixin private final PolicyFlags policies = new PolicyFlags();

  @Mixin private final AuditSources sources = new AuditSources();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private FixOutput output = FixOutput.fragment;

  @Mixin private KernelTables tables = new KernelTables();

  public AuditFixCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    KernelSubject subject = subject();
    List<Policy> loaded = policies.load();
    KernelAudit audit = new KernelAudit(tables.load(context));
    return output.print(new ConfigFixer(audit).fix(subject, loaded), context).code();
  }

  private KernelSubject subject() throws IOException, CommandFailure {
    SubjectParts parts = sources.read();
    try {
      ReadSubject read = AuditSources.subject(file, parts);
      read.notes().forEach(n -> context.terminal().err().println("note: " + n));
      read.doubts().forEach(d -> context.terminal().err().println("note: " + d));
      return read.subject();
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.EVIDENCE, e.getMessage(), e);
    }
  }
}
