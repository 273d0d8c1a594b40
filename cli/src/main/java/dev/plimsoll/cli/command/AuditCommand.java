package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll audit FILE…}: judges kernel configurations by policies, without a service. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Judges kernel configurations, and what else is given of the kernel, by policies.",
    footer = {
      "",
      "Exit codes: 0 allowed; 1 denied; 2 an input is wrong; 3 warnings, with --fail-on warn;",
      "4 a file cannot be read."
    })
public final class AuditCommand implements Callable<Integer> {
  /** Largest input file, bytes; Debian's configurations are some 250 kB. */
  private static final long MAX_INPUT = 64L << 20;

  private final Context context;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "kernel configuration, plain or gzip")
  private List<Path> files = List.of();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "name, folder or file; repeatable (default: baseline, kernel-hardening)")
  private List<String> policies = List.of("baseline", "kernel-hardening");

  @Option(names = "--cmdline", paramLabel = "FILE", description = "kernel command line")
  private Optional<Path> cmdline = Optional.empty();

  @Option(names = "--sysctl", paramLabel = "FILE", description = "sysctl values, key = value lines")
  private Optional<Path> sysctl = Optional.empty();

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      description = "kernel version (default: from the configuration's header)")
  private Optional<String> kernel = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "x86_64, arm64, … (default: from the configuration)")
  private Optional<String> arch = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private AuditOutput output = AuditOutput.table;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      description = "show only findings of these: ${COMPLETION-CANDIDATES}")
  private Set<Status> statuses = EnumSet.noneOf(Status.class);

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description = "warn: exit 3 when there are warnings (default: deny)")
  private FailOn failOn = FailOn.deny;

  public AuditCommand(Context context) {
    this.context = context;
  }

  /** When to end with another code than 0. Constants are what the user writes. */
  enum FailOn {
    deny,
    warn
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    PolicyLibrary library = KernelAudit.policies();
    List<Policy> loaded = new ArrayList<>();
    for (String policy : policies) {
      loaded.add(library.load(policy));
    }
    Optional<Surface> cmdlineText = surface(cmdline);
    Optional<Surface> sysctlText = surface(sysctl);
    KernelAudit audit = new KernelAudit();
    List<AuditReport> reports = new ArrayList<>();
    for (Path file : files) {
      KernelSubject subject =
          new KernelSubject(
              file.toString(), surface(Optional.of(file)), cmdlineText, sysctlText, kernel, arch);
      reports.add(audit.audit(subject, loaded));
    }
    output.print(reports, statuses, context);
    return code(reports).code();
  }

  private ExitCode code(List<AuditReport> reports) {
    if (reports.stream().anyMatch(r -> r.verdict().decision() == Decision.DENY)) {
      return ExitCode.DENIED;
    }
    boolean doubts =
        reports.stream()
            .map(r -> r.verdict().counts())
            .anyMatch(c -> c.getOrDefault(Result.WARN, 0) + c.getOrDefault(Result.ERROR, 0) > 0);
    return failOn == FailOn.warn && doubts ? ExitCode.WARNINGS : ExitCode.DONE;
  }

  private static Optional<Surface> surface(Optional<Path> file) throws IOException, CommandFailure {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Path path = file.get();
    if (Files.isDirectory(path)) {
      throw CommandFailure.evidence(path + ": is a directory, wanted a file");
    }
    if (Files.size(path) > MAX_INPUT) {
      throw CommandFailure.wrong(
          path + " is " + Files.size(path) + " bytes; the limit is " + MAX_INPUT + " (audit)");
    }
    return Optional.of(new Surface(path.toString(), Bytes.copyOf(Files.readAllBytes(path))));
  }
}
