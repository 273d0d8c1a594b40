package dev.plimsoll.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.ChainVerifier;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.FailureKind;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunState.Failed;
import dev.plimsoll.pipeline.RunState.Published;
import dev.plimsoll.pipeline.RunState.Rejected;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.SignatureList.Kind;
import dev.plimsoll.pipeline.step.ImageParts;
import dev.plimsoll.pipeline.testing.FakeImageSource;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.verifier.BundleVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunEngineTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(folder);
  }

  @Test
  void publishes_whenThePoliciesAllow() throws Exception {
    RunId id = rig.submit(Rig.ALLOWED);
    RunState end = rig.engine.await(id, Duration.ofSeconds(30));
    assertThat(end).isInstanceOf(Published.class);
    assertThat(rig.catalog.events(id))
        .extracting(e -> e.event().type())
        .containsExactly(
            "RunRequested",
            "ImageBuilt",
            "KernelAudited",
            "VerdictReached",
            "LayersSigned",
            "ImagePublished");
    assertThat(ChainVerifier.verify(rig.log).number()).isEqualTo(6);
    assertThat(rig.log.pending(10)).isEmpty();
    assertThat(rig.catalog.run(id).orElseThrow().steps())
        .extracting(Catalog.StepView::state)
        .containsOnly(Catalog.StepState.DONE);
  }

  @Test
  void judgesTheTree_byItsFacts_besideTheKernel() throws Exception {
    RunId id = rig.submit(Rig.ALLOWED, "baseline", "image-tree");
    Published end = (Published) rig.engine.await(id, Duration.ofSeconds(30));

    AuditReport report =
        AuditReport.parse("report", rig.blobs.readDocument(end.signed().audit().report()));
    assertThat(end.signed().image().facts()).isPresent();
    assertThat(report.verdict().policies())
        .extracting(PolicyRef::name)
        .containsExactly("baseline", "image-tree");
    assertThat(report.verdict().findings())
        .filteredOn(f -> f.ruleId().equals("setuid"))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.option()).isEqualTo("/bin/su");
              assertThat(f.result()).isEqualTo(Result.WARN);
            });
    assertThat(report.verdict().notAssessed()).doesNotContain("tree");
  }

  @Test
  void signsEveryLayer_theImage_theProvenanceAndTheVerdict() throws Exception {
    Published end = (Published) rig.run(Rig.ALLOWED);
    Digest image = end.published().image();
    ImageParts parts = ImageParts.load(rig.blobs, image);
    List<Catalog.SignedItem> items =
        rig.catalog.bundles(rig.catalog.image(image).orElseThrow().row());
    for (var layer : parts.manifest().layers()) {
      BundleVerifier.verifyArtifact(
          bundle(items, Kind.LAYER, layer.digest()), layer.digest(), Rig.SIGNING.publicKey());
    }
    BundleVerifier.verifyArtifact(bundle(items, Kind.IMAGE, image), image, Rig.SIGNING.publicKey());
    Statement provenance =
        BundleVerifier.verifyStatement(
            bundle(items, Kind.PROVENANCE, image), image, Rig.SIGNING.publicKey());
    assertThat(provenance.predicateType()).isEqualTo(Statement.SLSA_PROVENANCE);
    assertThat(provenance.subjects())
        .extracting(Statement.Subject::digest)
        .containsAll(parts.manifest().layers().stream().map(l -> l.digest()).toList())
        .contains(image);
    Statement summary =
        BundleVerifier.verifyStatement(
            bundle(items, Kind.VSA, image), image, Rig.AUDITOR.publicKey());
    assertThat(summary.predicate().string("verificationResult")).isEqualTo("PASSED");
  }

  @Test
  void commandLineNamesTheImage_andNothingContainsItsOwnDigest() throws Exception {
    Published end = (Published) rig.run(Rig.ALLOWED);
    Digest image = end.published().image();
    String line = rig.blobs.readDocument(end.signed().signed().commandLine()).utf8();
    assertThat(line)
        .startsWith(Rig.ALLOWED + " ")
        .contains(" plimsoll.image=" + image + " ")
        .contains(" plimsoll.roothash=" + end.signed().image().rootHash() + " ");
    ImageParts boot = ImageParts.load(rig.blobs, end.signed().signed().bootReferrer());
    assertThat(boot.manifest().subject().orElseThrow().digest()).isEqualTo(image);
    assertThat(rig.blobs.readDocument(image).utf8()).doesNotContain(image.hex());
  }

  @Test
  void publishesTargets_forImageVerdictAndEveryLayer() throws Exception {
    Published end = (Published) rig.run(Rig.ALLOWED);
    String hex = end.published().image().hex();
    assertThat(rig.publisher.targets()).containsKeys("img/tiny/" + hex, "audit/tiny/" + hex);
    assertThat(rig.publisher.targets().keySet())
        .filteredOn(p -> p.startsWith("layer/sha256/"))
        .hasSize(5);
    assertThat(
            rig.publisher.target("audit/tiny/" + hex).custom().object("plimsoll").string("verdict"))
        .isEqualTo("allow");
  }

  @Test
  void rejectsAndSignsNothing_whenAnEnforcedRuleFails() throws Exception {
    RunId id = rig.submit(Rig.DENIED);
    RunState end = rig.engine.await(id, Duration.ofSeconds(30));
    assertThat(end)
        .isInstanceOfSatisfying(
            Rejected.class,
            r ->
                assertThat(r.rejected().findings())
                    .extracting(RunEvent.RunRejected.Failing::ruleId)
                    .contains("mitigations-not-off"));
    assertThat(rig.publisher.targets()).isEmpty();
    assertThat(rig.catalog.events(id))
        .extracting(e -> e.event().type())
        .doesNotContain("LayersSigned", "ImagePublished");
    assertThat(rig.snapshots.current().images()).isEmpty();
  }

  @Test
  void failsAtOnce_whenTheSpecificationIsWrong() throws Exception {
    RunState end = rig.run("# wrong");
    assertThat(end)
        .isInstanceOfSatisfying(
            Failed.class,
            f -> {
              assertThat(f.failed().kind()).isEqualTo(FailureKind.INPUT);
              assertThat(f.failed().step()).isEqualTo("build");
              assertThat(f.failed().message()).startsWith("tiny.yml:1:1");
            });
  }

  @Test
  void triesAgain_andFailsAfterTheLastAttempt() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    rig.images =
        request -> {
          attempts.incrementAndGet();
          throw new IOException("no route to the mirror");
        };
    RunState end = rig.run(Rig.ALLOWED);
    assertThat(attempts).hasValue(3);
    assertThat(((Failed) end).failed().kind()).isEqualTo(FailureKind.EVIDENCE);
    assertThat(((Failed) end).failed().message()).isEqualTo("no route to the mirror");
  }

  @Test
  void recoversFromAFailureThatGoesAway() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    FakeImageSource real = new FakeImageSource(rig.blobs);
    rig.images =
        request -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IOException("no route to the mirror");
          }
          return real.build(request);
        };
    assertThat(rig.run(Rig.ALLOWED)).isInstanceOf(Published.class);
  }

  @Test
  void callsABugABug() throws Exception {
    rig.images =
        request -> {
          throw new IllegalStateException("cannot happen");
        };
    assertThat(((Failed) rig.run(Rig.ALLOWED)).failed().kind()).isEqualTo(FailureKind.INTERNAL);
  }

  @Test
  void cancelStopsARun_thatIsBeingBuilt() throws Exception {
    CountDownLatch building = new CountDownLatch(1);
    rig.images =
        request -> {
          building.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new java.io.InterruptedIOException("stopped");
          }
          throw new AssertionError();
        };
    RunId id = rig.submit(Rig.ALLOWED);
    building.await();
    assertThat(rig.catalog.run(id).orElseThrow().row().status()).isEqualTo(RunStatus.BUILDING);
    assertThat(rig.engine.cancel(id, "enough")).isInstanceOf(Cancellation.Done.class);
    assertThat(rig.engine.await(id, Duration.ofSeconds(30)).status())
        .isEqualTo(RunStatus.CANCELLED);
    rig.engine.close();
    assertThat(rig.catalog.events(id))
        .extracting(e -> e.event().type())
        .containsExactly("RunRequested", "RunCancelled");
  }

  @Test
  void cancelIsTooLate_whenTheRunIsOver() throws Exception {
    RunId id = rig.submit(Rig.ALLOWED);
    rig.engine.await(id, Duration.ofSeconds(30));
    assertThat(rig.engine.cancel(id, "enough"))
        .isEqualTo(new Cancellation.TooLate(RunStatus.PUBLISHED));
    assertThat(rig.engine.cancel(dev.plimsoll.pipeline.testing.SampleEvents.runId(7), "?"))
        .isInstanceOf(Cancellation.Unknown.class);
  }

  @Test
  void idempotencyKeyGivesTheSameRun_andRefusesAnotherRequest() throws Exception {
    Submission first = rig.intake.submit(Rig.input(Rig.ALLOWED, Optional.of("k1")));
    RunId id = ((Submission.Accepted) first).id();
    assertThat(rig.intake.submit(Rig.input(Rig.ALLOWED, Optional.of("k1"))))
        .isEqualTo(new Submission.Repeated(id));
    assertThat(rig.intake.submit(Rig.input(Rig.DENIED, Optional.of("k1"))))
        .isEqualTo(new Submission.KeyTaken(id));
    assertThat(rig.catalog.runs(Optional.empty(), 10)).hasSize(1);
    rig.engine.await(id, Duration.ofSeconds(30));
  }

  @Test
  void worksABoundedNumberAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FakeImageSource real = new FakeImageSource(rig.blobs);
    rig.images =
        request -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            return real.build(request);
          } finally {
            inside.decrementAndGet();
          }
        };
    List<RunId> ids = new java.util.ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ids.add(rig.submit(Rig.ALLOWED + " n=" + i));
    }
    for (RunId id : ids) {
      assertThat(rig.engine.await(id, Duration.ofSeconds(30))).isInstanceOf(Published.class);
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(rig.snapshots.current().images()).hasSize(10);
  }

  @Test
  void refusesUnknownPolicyAndBadNames_beforeThereIsARun() {
    for (RunInput wrong :
        List.of(
            changed("Bad Name", "default", List.of()),
            changed("tiny", "Bad Role", List.of()),
            changed("tiny", "default", List.of("no-such-pack")))) {
      assertThatThrownBy(() -> rig.intake.submit(wrong)).isInstanceOf(FormatException.class);
    }
    assertThat(rig.log.readAfter(0, 1)).isEmpty();
  }

  @Test
  void leavesNoLockFileBehind() throws Exception {
    rig.run(Rig.ALLOWED);
    rig.engine.close();
    try (var left = Files.list(folder.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }

  private static RunInput changed(String name, String role, List<String> policies) {
    RunInput good = Rig.input(Rig.ALLOWED);
    return new RunInput(
        name,
        good.specs(),
        good.baseDirectory(),
        good.lock(),
        good.lockMode(),
        policies,
        role,
        Optional.empty());
  }

  private static Bundle bundle(List<Catalog.SignedItem> items, Kind kind, Digest subject)
      throws FormatException {
    for (Catalog.SignedItem i : items) {
      if (i.item().kind() == kind && i.item().subject().equals(subject)) {
        return Bundle.parse("bundle", i.bundle());
      }
    }
    throw new AssertionError("no bundle " + kind + " of " + subject);
  }
}
