package dev.plimsoll.cli.command;

import dev.plimsoll.cli.cancel.Cancellable;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.progress.LiveProgress;
import dev.plimsoll.cli.progress.RunSteps;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.LockFileCopy;
import dev.plimsoll.cli.service.RunFollower;
import dev.plimsoll.cli.service.RunRequestBody;
import dev.plimsoll.cli.service.RunResult;
import dev.plimsoll.cli.terminal.AuditTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.policy.AuditReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll run YAML}: the whole pipeline, followed to its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Builds the image, audits its kernel, decides, signs every layer and publishes.",
      "Prints the image's digest; events and progress go to stderr. Ctrl-C cancels the run."
    },
    footer = {
      "",
      "Exit codes: 0 published; 1 rejected by policy; 2 the specification is wrong;",
      "4 a source could not be fetched, or the service does not answer; 5 internal."
    })
public final class RunCommand implements Callable<Integer> {
  /** Findings that are listed; the report has all. */
  private static final int SHOWN = 15;

  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "YAML", description = "specifications, in merge order")
  private List<Path> files = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "image name (default: the YAML's)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "repeatable (default: the service's: baseline, kernel-hardening, image-tree)")
  private List<String> policies = List.of();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "host role, baked into the image (default: default)")
  private Optional<String> role = Optional.empty();

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "(default: plimsoll.lock beside the first YAML)")
  private Optional<Path> lock = Optional.empty();

  @Option(names = "--update", description = "refresh every entry of the lock file")
  private boolean update;

  @Option(names = "--locked", description = "refuse what the lock file does not have")
  private boolean locked;

  @Option(
      names = "--arch",
      paramLabel = "A",
      description = "amd64, arm64, riscv64 (default: amd64)")
  private String architecture = Architecture.AMD64.wire();

  @Mixin private final ServiceFlags builds = new ServiceFlags();

  @Mixin private final ProgressFlags progress = new ProgressFlags();

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public RunCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    SpecFile first = new SpecFile(files.getFirst());
    Path folder = first.folder();
    LockFileCopy lockFile = new LockFileCopy(lock.orElse(folder.resolve("plimsoll.lock")));
    RunRequestBody request = request(first, lockFile.read(), folder);
    try (Cancellable work = Cancellable.begin(context.terminal().err())) {
      Ended ended = follow(request, lockFile, folder);
      ended.report.ifPresent(this::print);
      return finish(ended.result).code();
    }
  }

  private RunRequestBody request(SpecFile first, Optional<String> pinned, Path folder)
      throws IOException, CommandFailure, FormatException {
    List<RunRequestBody.SpecText> specs = new ArrayList<>();
    for (Path file : files) {
      specs.add(new RunRequestBody.SpecText(file.toString(), new SpecFile(file).text()));
    }
    return new RunRequestBody(
        name.orElseGet(first::stem),
        specs,
        policies,
        role,
        pinned,
        lockMode(),
        Architecture.of(architecture),
        folder);
  }

  private LockMode lockMode() throws CommandFailure {
    if (update && (locked || builds.offline())) {
      throw CommandFailure.wrong(
          "--update and " + (locked ? "--locked" : "--offline") + " exclude each other");
    }
    return update ? LockMode.UPDATE : locked ? LockMode.LOCKED : LockMode.ADD;
  }

  /** A run that is over; its audit report, if it came to that. */
  private record Ended(RunResult result, Optional<AuditReport> report) {}

  private Ended follow(RunRequestBody request, LockFileCopy lockFile, Path folder)
      throws IOException, CommandFailure, FormatException {
    try (LiveProgress shown = progress.open(context);
        RunSteps steps = new RunSteps(shown);
        Connection connection = connect.connect(context, folder, builds, shown)) {
      RunResult result =
          new RunFollower(
                  connection.client(),
                  context.time(),
                  (event, since) ->
                      steps.happened(event.name(), Table.clean(event.subject()), since))
              .submit(request);
      lockFile.update(connection.client(), result);
      Optional<AuditReport> report = Optional.empty();
      if (result.auditReport().isPresent()) {
        Digest digest = result.auditReport().get();
        report =
            Optional.of(
                AuditReport.parse(
                    "audit report " + digest, connection.client().getBytes("/v1/blobs/" + digest)));
      }
      return new Ended(result, report);
    }
  }

  private void print(AuditReport report) {
    if (!progress.forMachines()) {
      context.terminal().err().print(AuditTable.worst(report, SHOWN, context.terminal().paint()));
    }
  }

  private ExitCode finish(RunResult result) throws CommandFailure {
    String why = String.join("; ", result.reasons());
    switch (result.end()) {
      case "ImagePublished" -> {
        result.image().ifPresent(d -> context.terminal().out().println(d));
        return ExitCode.DONE;
      }
      case "RunRejected" ->
          throw new CommandFailure(ExitCode.DENIED, "run " + result.id() + " is rejected: " + why);
      case "RunCancelled" ->
          throw new CommandFailure(
              ExitCode.EVIDENCE, "run " + result.id() + " was cancelled: " + why);
      default ->
          throw new CommandFailure(
              failureCode(result.failure().orElse("internal")),
              why.isEmpty() ? "run " + result.id() + " failed" : why);
    }
  }

  private static ExitCode failureCode(String kind) {
    return switch (kind) {
      case "input" -> ExitCode.WRONG;
      case "evidence" -> ExitCode.EVIDENCE;
      default -> ExitCode.INTERNAL;
    };
  }
}
