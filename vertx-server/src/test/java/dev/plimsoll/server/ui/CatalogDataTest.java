package dev.plimsoll.server.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Catalog.StepState;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.Doorbell;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.SignatureList;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Mode;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.Verdict.Decision;
import dev.plimsoll.server.ui.DashboardData.Check;
import dev.plimsoll.server.ui.DashboardData.ImageView;
import dev.plimsoll.server.ui.DashboardData.RunView;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The dashboard over the events and blobs of a run, with signatures by real keys. */
final class CatalogDataTest {
  private static final RunId RUN =
      new RunId(UUID.fromString("01936f0e-7c3a-7b21-9d55-2f8e6a4c1b70"));
  private static final Instant NOW = Instant.parse("2026-02-03T09:15:02Z");
  private static final StepMark STEP = new StepMark(Bytes.ofUtf8("step").digest(), NOW);

  private final MemoryLog log = new MemoryLog();
  private final MemoryStore store = new MemoryStore();
  private final MemoryBlobs blobs = new MemoryBlobs();
  private final BootSnapshots snapshots = new BootSnapshots((releases, policies) -> releases);
  private final Journal journal =
      new Journal(log, store, snapshots, Doorbell.silent(), () -> NOW.plusSeconds(9));
  private final Catalog catalog = new Catalog(log, store, blobs, snapshots, id -> false);
  private final SigningKey signing = FixedKeys.p256("signing");
  private final CatalogData data = new CatalogData(catalog, List.of(signing.publicKey()));

  private final Descriptor layer;
  private final Digest image;

  CatalogDataTest() throws Exception {
    Bytes content = Bytes.ofUtf8("a kernel");
    layer =
        new Descriptor(
            MediaTypes.KERNEL,
            content.digest(),
            content.size(),
            Map.of(MediaTypes.TITLE, "the kernel"));
    Manifest manifest =
        new Manifest(
            Optional.of(MediaTypes.IMAGE_ARTIFACT),
            Descriptor.of(MediaTypes.IMAGE_CONFIG, put(Bytes.ofUtf8("{}")), 2),
            List.of(layer),
            Optional.empty(),
            Map.of());
    image = put(manifest.encode());
  }

  private Digest put(Bytes content) throws Exception {
    return blobs.put("application/json", content).digest();
  }

  private void append(RunEvent event) throws Exception {
    StreamId stream = new StreamId.Run(RUN);
    journal.append(stream, log.read(stream).size(), event);
  }

  private void build() throws Exception {
    append(
        new RunEvent.RunRequested(
            new RunRequest(
                "quickstart",
                List.of(),
                "/",
                new RunRequest.LockInput.Fresh(),
                LockMode.ADD,
                List.of("baseline"),
                "default",
                Optional.empty(),
                Optional.empty())));
    append(
        new RunEvent.ImageBuilt(
            STEP,
            image,
            "0".repeat(64),
            4096,
            "quiet",
            new SourcePosition("image.yml", 3, 12),
            "boot/config",
            "6.1.0",
            Optional.empty(),
            Optional.empty()));
  }

  private void decide(Decision decision) throws Exception {
    PolicyRef policy = new PolicyRef("baseline", "1.0.0", layer.digest(), Mode.ENFORCE);
    AuditReport report =
        new AuditReport(
            "quickstart",
            new Verdict(decision, List.of(policy), List.of(finding(decision)), List.of("sysctl")));
    append(new RunEvent.KernelAudited(STEP, image, put(report.encode())));
    append(
        new RunEvent.VerdictReached(
            STEP,
            image,
            decision,
            new PolicyId("baseline", layer.digest()),
            put(Bytes.ofUtf8("{}"))));
  }

  private static Finding finding(Decision decision) {
    Status status = decision == Decision.ALLOW ? Status.PASS : Status.FAIL;
    return new Finding(
        "PLB-002",
        "baseline",
        "CPU mitigations stay on",
        Severity.CRITICAL,
        status,
        Result.of(status, Mode.ENFORCE),
        "cmdline",
        "mitigations",
        "off",
        "not off",
        "image.yml:3:12",
        "mitigations: off",
        "remove it",
        List.of());
  }

  private void publish(SigningKey layers) throws Exception {
    Statement statement =
        new Statement(
            List.of(new Statement.Subject("quickstart", image)),
            Statement.SLSA_PROVENANCE,
            JsonObject.builder().build());
    SignatureList list =
        new SignatureList(
            List.of(
                new SignatureList.Item(
                    layer.digest(),
                    SignatureList.Kind.LAYER,
                    put(new BundleSigner(layers).signArtifact(layer.digest()).encode())),
                new SignatureList.Item(
                    image,
                    SignatureList.Kind.PROVENANCE,
                    put(new BundleSigner(signing).signStatement(statement).encode()))));
    Digest signatures = put(list.encode());
    append(new RunEvent.LayersSigned(STEP, image, signatures, image, image, image));
    append(new RunEvent.ImagePublished(STEP, image, List.of()));
  }

  @Test
  void ticksEveryPart_whenAKnownKeySignedAll() throws Exception {
    build();
    decide(Decision.ALLOW);
    publish(signing);
    ImageView view = data.image(image).orElseThrow();
    assertThat(view.parts().getFirst().layer().digest()).isEqualTo(layer.digest());
    assertThat(view.complete()).isTrue();
  }

  @Test
  void ticksOnly_whatAKnownKeySigned() throws Exception {
    build();
    decide(Decision.ALLOW);
    publish(FixedKeys.p256("stranger"));
    ImageView view = data.image(image).orElseThrow();
    assertThat(view.parts()).hasSize(1);
    assertThat(view.parts().getFirst().signature().orElseThrow().check())
        .isInstanceOf(Check.Refused.class);
    assertThat(view.statements().getFirst().check())
        .isEqualTo(new Check.Verified(signing.publicKey().keyId()));
    assertThat(view.complete()).isFalse();
  }

  @Test
  void showsStepsAndFindings_whenRejected() throws Exception {
    build();
    assertThat(data.run(RUN).orElseThrow().audit()).isEmpty();
    decide(Decision.DENY);
    append(
        new RunEvent.RunRejected(
            image, List.of(new RunEvent.RunRejected.Failing("PLB-002", "baseline", "off"))));
    RunView view = data.run(RUN).orElseThrow();
    assertThat(view.row().status()).isEqualTo(RunStatus.REJECTED);
    assertThat(view.audit().orElseThrow().verdict().findings()).hasSize(1);
    assertThat(view.steps())
        .extracting(StepView::state)
        .containsExactly(
            StepState.DONE, StepState.DONE, StepState.DONE, StepState.SKIPPED, StepState.SKIPPED);
    assertThat(data.image(image)).isEmpty();
  }

  @Test
  void listsBootsNewestFirst_byImageAndHost() throws Exception {
    store.addVerdicts(
        image,
        List.of(
            new BootVerdictRow(0, NOW, "host-a", image, "allow", List.of(), 1),
            new BootVerdictRow(0, NOW, "host-b", image, "deny", List.of("image-revoked"), 3),
            new BootVerdictRow(0, NOW, "host-a", layer.digest(), "deny", List.of("x"), 1)));
    assertThat(data.boots(Optional.empty(), Optional.empty(), 2))
        .extracting(BootVerdictRow::number)
        .containsExactly(3L, 2L);
    assertThat(data.boots(Optional.of(image), Optional.of("host-a"), 9))
        .extracting(BootVerdictRow::number)
        .containsExactly(1L);
  }
}
