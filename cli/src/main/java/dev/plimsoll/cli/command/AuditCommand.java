package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.outcome.Failures;
import dev.plimsoll.cli.progress.BatchProgress;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.kernel.input.SubjectReader;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.kernel.source.KernelFile;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code plimsoll audit FILE…}: judges kernels by policies, without a service. A file that cannot
 * be read is told of and does not keep the others from being judged.
 */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Judges kernels, and what else is given of them, by policies. A FILE is a configuration",
      "(plain or packed), a kernel image (bzImage, Image, EFI zboot, vmlinux, configs.ko, unified",
      "kernel image), a Debian package of a kernel, or a host snapshot."
    },
    footer = {
      "",
      "Exit codes: 0 allowed; 1 denied; 2 an argument or policy is wrong; 3 warnings, with",
      "--fail-on warn; 4 a file cannot be read: the others are judged all the same."
    })
public final class AuditCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "configuration, kernel image, Debian package or host snapshot")
  private List<Path> files = List.of();

  @Mixin private final PolicyFlags policies = new PolicyFlags();

  @Mixin private final AuditSources sources = new AuditSources();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "the kernel image that the one configuration FILE belongs to")
  private Optional<Path> image = Optional.empty();

  @Option(names = "--running", description = "judge this machine, as its collector sees it")
  private boolean running;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
      converter = AuditOutput.Converter.class,
      completionCandidates = AuditOutput.Converter.class)
  private AuditOutput output = AuditOutput.TABLE;

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

  @Option(
      names = "--progress",
      paramLabel = "HOW",
      description =
          "on stderr: auto (a bar, on a terminal and for several files), plain (a line for each file),"
              + " none (default: auto)")
  private BatchProgress.Mode progress = BatchProgress.Mode.auto;

  @Mixin private final KernelTables tables = new KernelTables();

  public AuditCommand(Context context) {
    this.context = context;
  }

  /** When to end with another code than 0. Constants are what the user writes. */
  enum FailOn {
    deny,
    warn
  }

  /** One thing to judge and how to read it. */
  private record Job(String name, Reading reading) {}

  /** Reads one subject. */
  private interface Reading {
    ReadSubject read() throws IOException, FormatException, CommandFailure;
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    KconfigTables known = tables.load(context, files);
    List<Policy> loaded = policies.load();
    List<Job> jobs = jobs(sources.read());
    KernelAudit audit = new KernelAudit(known);
    AuditPrinter printer = new AuditPrinter(context, output, statuses, loaded, jobs.size());
    List<AuditReport> reports = new ArrayList<>();
    boolean whole = true;
    int done = 0;
    try (BatchProgress bar =
        new BatchProgress(progress, jobs.size(), context.terminal(), context.time())) {
      for (Job job : jobs) {
        bar.next(done++, job.name());
        whole &= judge(job, audit, loaded, printer, reports, bar);
      }
    }
    printer.end();
    return (whole ? code(reports) : ExitCode.EVIDENCE).code();
  }

  /** Whether all of it could be read. */
  private boolean judge(
      Job job,
      KernelAudit audit,
      List<Policy> loaded,
      AuditPrinter printer,
      List<AuditReport> reports,
      BatchProgress bar) {
    try {
      ReadSubject subject = job.reading().read();
      AuditReport report = audit.audit(subject.subject(), loaded);
      bar.clear();
      subject.notes().forEach(n -> context.terminal().err().println("note: " + n));
      subject.doubts().forEach(this::complain);
      printer.print(report);
      reports.add(report);
      return subject.doubts().isEmpty();
    } catch (IOException | FormatException | CommandFailure e) {
      String line = Failures.explain(e).line();
      bar.clear();
      complain(line);
      printer.printBad(job.name(), line);
      return false;
    }
  }

  private List<Job> jobs(SubjectParts parts) throws CommandFailure {
    if (image.isPresent() && files.size() != 1) {
      throw CommandFailure.wrong(
          "--image goes with one configuration FILE, found " + files.size() + " files");
    }
    List<Job> jobs = new ArrayList<>();
    if (running) {
      jobs.add(new Job(AuditSources.RUNNING, () -> AuditSources.runningHost(parts)));
    }
    for (Path file : files) {
      jobs.add(new Job(file.toString(), () -> subject(file, parts)));
    }
    if (jobs.isEmpty() && sources.onlyParts()) {
      jobs.add(new Job("kernel", () -> SubjectReader.readParts("kernel", parts)));
    }
    if (jobs.isEmpty()) {
      throw CommandFailure.wrong(
          "nothing to judge: give a FILE, --running, --snapshot, --cmdline or --sysctl"
              + " (plimsoll audit --help)");
    }
    return jobs;
  }

  private ReadSubject subject(Path file, SubjectParts parts)
      throws IOException, FormatException, CommandFailure {
    if (image.isEmpty()) {
      return AuditSources.subject(file, parts);
    }
    try (KernelFile config = AuditSources.open(file);
        KernelFile kernel = AuditSources.open(image.get())) {
      return SubjectReader.read(file.toString(), config, image.get().toString(), kernel, parts);
    }
  }

  private void complain(String line) {
    context.terminal().err().println(context.terminal().paint().red("plimsoll: ") + line);
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
}
