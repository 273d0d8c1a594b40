package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.boot.ImageFetcher;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ImageReleases;
import dev.plimsoll.cli.service.ImageSignatures;
import dev.plimsoll.cli.service.ImageSignatures.Check;
import dev.plimsoll.cli.service.LockFileCopy;
import dev.plimsoll.cli.service.ReportFiles;
import dev.plimsoll.cli.service.RunFollower;
import dev.plimsoll.cli.service.RunRequestBody;
import dev.plimsoll.cli.service.RunResult;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.cli.terminal.AuditTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole path on real input: a service, a build, an audit, a decision, signatures, a release, a
 * boot; then each refusal as a real boot, a run that the gate rejects, and the reports. Everything
 * goes through the service's HTTP interface, as any client would.
 *
 * <p>Runs with development keys in the state directory, which stand in for keys that belong on
 * paper or a token, and says so.
 */
public final class Quickstart {
  /** Findings that are listed; the report has all. */
  private static final int SHOWN = 15;

  /** What the dashboard shows of a digest at least: {@code sha256:} and 12 digits. */
  private static final int DIGEST_SHOWN = 19;

  private static final String ROLE = "default";
  private static final ImageReleases.Terms TERMS = new ImageReleases.Terms(ROLE, 0, 1);
  private static final List<String> REPORTS =
      List.of("html", "oscal.json", "sarif", "junit.xml", "csv");

  private final Context context;
  private final Layout layout;
  private final boolean keep;
  private final StepLog log;
  private final Facts facts = new Facts();

  /**
   * @param home the checkout that the launcher stands in
   * @param keep leave the service running at the end
   */
  public Quickstart(Context context, Path home, boolean keep) {
    this.context = context;
    this.layout = Layout.of(home);
    this.keep = keep;
    this.log = new StepLog(context.terminal(), context.time());
  }

  /** Blocks for minutes; {@link ExitCode#DONE} only if everything was as expected. */
  public ExitCode run() throws IOException, CommandFailure, FormatException {
    Files.createDirectories(layout.sources());
    Files.createDirectories(layout.boots());
    warnOfKeys();
    ServiceProcess service = log.step("start the service", this::startService);
    Thread atExit = new Thread(service::stop, "stop-service");
    Runtime.getRuntime().addShutdownHook(atExit);
    try (ServiceClient client = new ServiceClient(service.address())) {
      new Walk(client).all();
      return summary(service);
    } finally {
      Runtime.getRuntime().removeShutdownHook(atExit);
      if (!keep) {
        service.stop();
      }
    }
  }

  private ServiceProcess startService() throws IOException, CommandFailure {
    Optional<ServiceProcess> running = ServiceProcess.running(layout.data());
    if (running.isPresent()) {
      log.say("a service runs already, at " + running.get().address());
      return running.get();
    }
    ServiceProcess service =
        ServiceProcess.start(layout.home(), layout.data(), layout.sources(), layout.serviceLog());
    log.say("service at " + service.address() + ", log " + layout.serviceLog());
    return service;
  }

  /** The path itself, over one client. */
  private final class Walk {
    private final ServiceClient client;
    private final int port;
    private final BootTrials boots;

    Walk(ServiceClient client) {
      this.client = client;
      this.port = client.address().base().getPort();
      this.boots = new BootTrials(layout.boots(), context.time(), log, facts);
    }

    void all() throws IOException, CommandFailure, FormatException {
      String yaml = Files.readString(layout.example());
      log.step("make the container that the image will run (oci:service)", this::container);
      RunResult run = published("build, audit, decide, sign, publish", "quickstart", yaml);
      Digest image = digest(run);
      log.step("the kernel's audit", () -> audit(run));
      log.step("check every signature", () -> signatures(image));
      Envelope release = log.step("release to role " + ROLE, () -> release(image));
      ImageFiles files = fetch(image);
      log.step(
          "boot it in QEMU",
          () -> {
            boots.good(files, port, run.kernelRelease().orElse("unknown"));
            return run;
          });
      refusals(yaml, files, release);
      log.step("a run that the gate rejects: mitigations=off", () -> rejected(yaml));
      log.step("the compliance report", () -> reports(run));
    }

    private Path container() throws IOException, FormatException {
      ServiceContainer.write(layout, layout.lockFile());
      log.say(layout.container().toString());
      return layout.container();
    }

    private RunResult published(String title, String name, String yaml)
        throws IOException, CommandFailure, FormatException {
      return log.step(
          title,
          () -> {
            RunResult run = submit(name, yaml);
            facts.add(title, "ImagePublished", run.end());
            if (!run.end().equals("ImagePublished")) {
              throw new CommandFailure(
                  ExitCode.EVIDENCE,
                  "run "
                      + run.id()
                      + " ended with "
                      + run.end()
                      + ": "
                      + String.join("; ", run.reasons()));
            }
            return run;
          });
    }

    private RunResult submit(String name, String yaml)
        throws IOException, CommandFailure, FormatException {
      LockFileCopy lock = new LockFileCopy(layout.lockFile());
      RunResult run =
          new RunFollower(client, context.terminal(), context.time())
              .submit(
                  new RunRequestBody(
                      name,
                      List.of(new RunRequestBody.SpecText("image.yml", yaml)),
                      List.of(),
                      Optional.of(ROLE),
                      lock.read(),
                      layout.sources()));
      lock.update(client, run);
      return run;
    }

    private AuditReport audit(RunResult run) throws IOException, CommandFailure, FormatException {
      Digest digest =
          run.auditReport()
              .orElseThrow(() -> CommandFailure.evidence("run " + run.id() + " has no audit"));
      AuditReport report =
          AuditReport.parse("audit report " + digest, client.getBytes("/v1/blobs/" + digest));
      context.terminal().out().print(AuditTable.worst(report, SHOWN, context.terminal().paint()));
      facts.add("policy verdict", "allow", report.verdict().decision().wire());
      return report;
    }

    private List<Check> signatures(Digest image)
        throws IOException, CommandFailure, FormatException {
      Path keys = layout.data().resolve("keys");
      List<Check> checks =
          new ImageSignatures(
                  client,
                  new ImageSignatures.Keys(
                      KeyFiles.loadPublic(keys.resolve("signing.pub")),
                      KeyFiles.loadPublic(keys.resolve("auditor-vsa.pub"))))
              .check(image);
      long good = checks.stream().filter(c -> c.problem().isEmpty()).count();
      log.say(good + " of " + checks.size() + " signatures verified");
      checks.stream()
          .filter(c -> !c.problem().isEmpty())
          .forEach(c -> log.say(c.kind() + " " + c.what() + ": " + c.problem()));
      facts.add(
          "signatures (layers, image, provenance, verdict)",
          checks.size() + " verified",
          good + " verified");
      return checks;
    }

    private Envelope release(Digest image) throws IOException, CommandFailure, FormatException {
      ImageReleases releases = new ImageReleases(client, context.time());
      SigningKey manager = developmentKey("offline", "release");
      ImageDetails details = ImageDetails.fetch(client, image);
      Envelope statement = releases.sign(details, TERMS, manager); // as a thief would show it
      releases.release(details, TERMS, manager, Previous.RETIRED);
      String state = ImageDetails.fetch(client, image).state();
      facts.add(
          "state of " + image.hex().substring(0, 12) + " after its release", "released", state);
      log.say(image + " is " + state);
      return statement;
    }

    private void refusals(String yaml, ImageFiles released, Envelope release)
        throws IOException, CommandFailure, FormatException {
      RunResult second =
          published(
              "a second image, one file more, not released",
              "quickstart-2",
              SpecEdits.withFile(yaml, "etc/quickstart-run", context.time().instant().toString()));
      Digest image = digest(second);
      ImageFiles files = fetch(image);
      refusal("refused: one byte changed on disk", () -> boots.tampered(released, port));
      refusal("refused: forged verdict", () -> boots.forged(released, release));
      refusal(
          "refused: stolen verdict key, image never released",
          () -> boots.neverReleased(files, developmentKey("keys", "verdict"), release));
      refusal("refused: service down", () -> boots.serviceDown(released));
      refusal(
          "refused: image revoked",
          () -> {
            release(image);
            revoke(image);
            boots.revoked(files, port);
          });
    }

    private interface Trial {
      void run() throws IOException, CommandFailure, FormatException;
    }

    private void refusal(String title, Trial trial)
        throws IOException, CommandFailure, FormatException {
      log.step(
          title,
          () -> {
            trial.run();
            return title;
          });
    }

    private void revoke(Digest image) throws IOException, CommandFailure {
      client.post(
          "/v1/images/" + image + "/revocation",
          JsonObject.builder().put("reason", "quickstart shows a revocation").build());
    }

    private RunResult rejected(String yaml) throws IOException, CommandFailure, FormatException {
      RunResult run = submit("quickstart-weak", SpecEdits.withCommandLine(yaml, "mitigations=off"));
      facts.add("run with mitigations=off", "RunRejected", run.end());
      run.reasons().forEach(log::say);
      facts.add(
          "its finding names the option",
          "mitigations",
          run.reasons().stream().anyMatch(r -> r.contains("mitigations")) ? "mitigations" : "no");
      boolean signed = run.events().contains("LayersSigned") || isPublished(digest(run));
      facts.add("signed of the rejected image", "nothing", signed ? "something" : "nothing");
      return run;
    }

    private boolean isPublished(Digest image) throws IOException {
      try {
        client.get("/v1/images/" + image);
        return true;
      } catch (CommandFailure notFound) {
        return false;
      }
    }

    private List<Path> reports(RunResult run) throws IOException, CommandFailure {
      ReportFiles files = new ReportFiles(client, layout.reports());
      List<Path> written = new ArrayList<>();
      for (String extension : REPORTS) {
        written.add(files.write(run.id(), extension));
      }
      written.forEach(p -> log.say(p.toString()));
      String image = digest(run).toString();
      String page = Files.readString(written.getFirst());
      facts.add("the report names the image", "yes", page.contains(image) ? "yes" : "no");
      facts.add(
          "the report has the boots of " + BootTrials.HOST,
          "yes",
          page.contains(BootTrials.HOST) ? "yes" : "no");
      facts.add(
          "the dashboard lists the image",
          "yes",
          client.getBytes("/").utf8().contains(image.substring(0, DIGEST_SHOWN)) ? "yes" : "no");
      return written;
    }

    private ImageFiles fetch(Digest image) throws IOException, CommandFailure, FormatException {
      return new ImageFetcher(client, layout.boots()).fetch(image);
    }

    private SigningKey developmentKey(String folder, String name)
        throws IOException, FormatException {
      return KeyFiles.load(layout.data().resolve(folder), name);
    }

    private static Digest digest(RunResult run) throws CommandFailure {
      return run.image()
          .orElseThrow(() -> CommandFailure.evidence("run " + run.id() + " built no image"));
    }
  }

  private void warnOfKeys() {
    Terminal terminal = context.terminal();
    terminal
        .out()
        .println(
            terminal
                .paint()
                .red(
                    "DEVELOPMENT KEYS in "
                        + layout.data().resolve("offline")
                        + ": root, targets and release keys belong on paper or a token; these are"
                        + " for this demonstration only."));
  }

  private ExitCode summary(ServiceProcess service) {
    Terminal terminal = context.terminal();
    Paint paint = terminal.paint();
    terminal.out().println();
    terminal.out().print(log.render(paint));
    terminal.out().println();
    terminal.out().print(facts.render(paint));
    terminal.out().println();
    terminal.out().println("state: " + layout.data() + ", reports: " + layout.reports());
    String data = "--data " + layout.data();
    if (keep || service.pid().isEmpty()) {
      terminal
          .out()
          .println(
              "the service runs on: "
                  + service.address()
                  + service.pid().map(p -> "  (stop it: kill " + p + ")").orElse(""));
    } else {
      terminal.out().println("go on:  ./plimsoll serve " + data + " --sources " + layout.sources());
    }
    terminal.out().println("        ./plimsoll verify quickstart " + data);
    terminal.out().println("        ./plimsoll audit /boot/config-$(uname -r)");
    int surprises = facts.surprises().size();
    terminal
        .out()
        .println(
            surprises == 0
                ? paint.green("all " + facts.count() + " facts as expected")
                : paint.red(surprises + " of " + facts.count() + " facts NOT as expected"));
    return surprises == 0 ? ExitCode.DONE : ExitCode.EVIDENCE;
  }
}
