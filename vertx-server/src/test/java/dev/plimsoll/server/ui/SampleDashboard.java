package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.ImageState;
import dev.plimsoll.pipeline.Catalog.StepState;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.SignatureList.Kind;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Mode;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service with four runs, two images and a few hosts; tests add to it while it is looked at. */
final class SampleDashboard implements DashboardData {
  static final RunId PUBLISHED = run("01936f0e-7c3a-7b21-9d55-2f8e6a4c1b70");
  static final RunId REJECTED = run("01936f11-0d42-7c11-8a1e-6f0f6a1d9c33");
  static final RunId RUNNING = run("01936f14-5e9b-7d40-b2c7-0f4c2d7a8e15");
  static final RunId FAILED = run("01936f0a-1111-7aaa-8bbb-0123456789ab");
  static final Digest IMAGE = digest("manifest");
  static final Digest REVOKED = digest("older manifest");
  static final Instant START = Instant.parse("2026-02-03T09:15:02Z");

  final List<RunRow> runs = new CopyOnWriteArrayList<>();
  final List<BootVerdictRow> boots = new CopyOnWriteArrayList<>();
  private final List<ImageDetail> images;
  private final String layerTitle;

  SampleDashboard() {
    this("services[0] uname");
  }

  /**
   * @param layerTitle of the last layer, and reason of a failed run: text from strangers
   */
  SampleDashboard(String layerTitle) {
    this.layerTitle = layerTitle;
    runs.add(
        row(RUNNING, "edge-gateway", RunStatus.AUDITING, Optional.of(digest("edge")), "", 900));
    runs.add(
        row(
            REJECTED,
            "quickstart",
            RunStatus.REJECTED,
            Optional.of(digest("bad")),
            "baseline: mitigations=off on the command line (image.yml:3:12)",
            600));
    runs.add(row(PUBLISHED, "quickstart", RunStatus.PUBLISHED, Optional.of(IMAGE), "", 74));
    runs.add(
        row(
            FAILED,
            "edge-gateway",
            RunStatus.FAILED,
            Optional.empty(),
            "image.yml:7:5: deb:linux-imagge: apt knows no such package " + layerTitle,
            20));
    images =
        List.of(
            new ImageDetail(
                image(IMAGE, "quickstart", 74),
                ImageState.RELEASED,
                List.of("default"),
                Optional.empty()),
            new ImageDetail(
                image(REVOKED, "quickstart", -86_400),
                ImageState.REVOKED,
                List.of(),
                Optional.of(
                    new RevocationRow(
                        REVOKED, "CVE-2026-0001 in the kernel", 8, START.plusSeconds(40)))));
    boots.add(boot(12, 300, "lab-3", "deny", List.of("roothash-mismatch")));
    boots.add(boot(1, 131, "rack1-node08", "allow", List.of()));
    boots.add(boot(1, 130, "rack1-node07", "allow", List.of()));
  }

  static RunId run(String id) {
    return new RunId(UUID.fromString(id));
  }

  static Digest digest(String name) {
    return Bytes.ofUtf8(name).digest();
  }

  static BootVerdictRow boot(
      long count, long seconds, String host, String verdict, List<String> reasons) {
    return new BootVerdictRow(
        seconds, START.plusSeconds(seconds), host, IMAGE, verdict, reasons, count);
  }

  static RunRow row(
      RunId id,
      String name,
      RunStatus status,
      Optional<Digest> image,
      String reason,
      long seconds) {
    return new RunRow(
        id,
        name,
        status,
        image,
        Optional.empty(),
        reason,
        START.plusSeconds(seconds - 20),
        START.plusSeconds(seconds),
        Optional.empty());
  }

  private static ImageRow image(Digest digest, String name, long seconds) {
    return new ImageRow(
        digest,
        name,
        digest("root hash").hex(),
        41_943_040,
        "console=ttyS0 quiet",
        "6.1.0-42-cloud-amd64",
        "default",
        new PolicyId("baseline,kernel-hardening", digest("p")),
        PUBLISHED,
        digest("decision"),
        digest("signatures"),
        START.plusSeconds(seconds));
  }

  @Override
  public List<RunRow> runs(int limit) {
    return runs.stream().limit(limit).toList();
  }

  @Override
  public List<ImageDetail> images(int limit) {
    return images.stream().limit(limit).toList();
  }

  @Override
  public List<BootVerdictRow> boots(Optional<Digest> image, Optional<String> host, int limit) {
    return boots.stream()
        .filter(b -> image.isEmpty() || b.image().equals(image.get()))
        .filter(b -> host.isEmpty() || b.host().equals(host.get()))
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<RunView> run(RunId id) {
    return runs.stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .map(r -> new RunView(r, steps(r.status()), audit(r)));
  }

  private static List<StepView> steps(RunStatus status) {
    int done =
        switch (status) {
          case PUBLISHED -> 5;
          case REJECTED -> 3;
          case FAILED, CANCELLED, QUEUED, BUILDING -> 0;
          case AUDITING -> 1;
          case DECIDING -> 2;
          case SIGNING -> 3;
          case PUBLISHING -> 4;
        };
    List<StepView> steps = new ArrayList<>();
    long at = 0;
    for (String name : List.of("build", "audit", "decide", "sign", "publish")) {
      int i = steps.size();
      StepState state =
          i < done
              ? StepState.DONE
              : i == done && status == RunStatus.FAILED
                  ? StepState.FAILED
                  : status.isFinal()
                      ? StepState.SKIPPED
                      : i == done ? StepState.RUNNING : StepState.PENDING;
      boolean finished = state == StepState.DONE;
      steps.add(
          new StepView(
              name,
              state,
              finished ? Optional.of(START.plusSeconds(at)) : Optional.empty(),
              finished ? Optional.of(START.plusSeconds(at + 9).plusMillis(400)) : Optional.empty(),
              finished ? Optional.of(digest(name)) : Optional.empty()));
      at += 10;
    }
    return steps;
  }

  private static Optional<AuditReport> audit(RunRow run) {
    if (run.status() == RunStatus.FAILED || run.status() == RunStatus.AUDITING) {
      return Optional.empty();
    }
    boolean rejected = run.status() == RunStatus.REJECTED;
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding(
            "PLB-002",
            "baseline",
            "CPU mitigations stay on",
            Severity.CRITICAL,
            rejected ? Status.FAIL : Status.PASS,
            Mode.ENFORCE,
            "mitigations",
            rejected ? "off" : "",
            "not off",
            "image.yml:3:12",
            "remove mitigations=off"));
    findings.add(
        finding(
            "PLB-001",
            "baseline",
            "Writable memory is never executable",
            Severity.CRITICAL,
            Status.PASS,
            Mode.ENFORCE,
            "CONFIG_STRICT_KERNEL_RWX",
            "y",
            "y",
            "boot/config-6.1.0-42-cloud-amd64:412",
            ""));
    findings.add(
        finding(
            "PLH-018",
            "kernel-hardening",
            "Only signed modules load",
            Severity.HIGH,
            Status.FAIL,
            Mode.WARN,
            "CONFIG_MODULE_SIG_FORCE",
            "is not set",
            "y",
            "boot/config-6.1.0-42-cloud-amd64:701",
            "set CONFIG_MODULE_SIG_FORCE=y"));
    findings.add(
        finding(
            "PLH-022",
            "kernel-hardening",
            "Heap memory is zeroed on allocation",
            Severity.MEDIUM,
            Status.FAIL,
            Mode.WARN,
            "CONFIG_INIT_ON_ALLOC_DEFAULT_ON",
            "is not set",
            "y",
            "boot/config-6.1.0-42-cloud-amd64:5120",
            "set CONFIG_INIT_ON_ALLOC_DEFAULT_ON=y, or init_on_alloc=1 on the command line"));
    return Optional.of(
        new AuditReport(
            run.name(),
            new Verdict(
                rejected ? Verdict.Decision.DENY : Verdict.Decision.ALLOW,
                List.of(
                    new PolicyRef("baseline", "1.0.0", digest("b"), Mode.ENFORCE),
                    new PolicyRef("kernel-hardening", "1.2.0", digest("h"), Mode.WARN)),
                findings,
                List.of("sysctl", "host"))));
  }

  private static Finding finding(
      String id,
      String policy,
      String title,
      Severity severity,
      Status status,
      Mode mode,
      String option,
      String observed,
      String wanted,
      String where,
      String fix) {
    return new Finding(
        id,
        policy,
        title,
        severity,
        status,
        Result.of(status, mode),
        "kconfig",
        option,
        observed,
        wanted,
        where,
        option + ": " + (observed.isEmpty() ? "absent" : observed) + ", wanted " + wanted,
        fix,
        List.of(new ControlRef("NIST SP 800-53", "SI-16", "r5")));
  }

  @Override
  public Optional<ImageView> image(Digest digest) throws IOException {
    return images.stream()
        .filter(i -> i.row().digest().equals(digest))
        .findFirst()
        .map(i -> new ImageView(i, parts(digest.equals(REVOKED)), statements(digest)));
  }

  /**
   * @param flawed one part is unsigned, another signed by someone else
   */
  private List<Part> parts(boolean flawed) {
    return List.of(
        part(flawed, "kernel", MediaTypes.KERNEL, 8_400_000),
        part(flawed, "kernel config", MediaTypes.KERNEL_CONFIG, 247_000),
        part(flawed, "initramfs[0] stage-1", MediaTypes.INITRAMFS, 2_310_000),
        part(flawed, "root", MediaTypes.ROOT, 42_600_000),
        part(flawed, "init[0] runc 1.1.5", MediaTypes.COMPONENT_TAR_ZSTD, 3_700_000),
        part(flawed, layerTitle, MediaTypes.COMPONENT_TAR_GZIP, 1_020_000));
  }

  private Part part(boolean flawed, String title, String mediaType, long size) {
    Descriptor layer =
        new Descriptor(mediaType, digest(title), size, Map.of(MediaTypes.TITLE, title));
    Check check =
        flawed && title.startsWith("init[")
            ? new Check.Refused("signature is not this key's")
            : new Check.Verified(digest("key").hex());
    Signed signed = new Signed(Kind.LAYER, layer.digest(), digest("b" + title), check);
    return new Part(
        layer, flawed && title.equals("kernel config") ? Optional.empty() : Optional.of(signed));
  }

  private static List<Signed> statements(Digest image) {
    Check ok = new Check.Verified(digest("key").hex());
    return List.of(
        new Signed(Kind.IMAGE, image, digest("bi"), ok),
        new Signed(Kind.PROVENANCE, image, digest("bp"), ok),
        new Signed(Kind.VSA, image, digest("bv"), ok));
  }
}
