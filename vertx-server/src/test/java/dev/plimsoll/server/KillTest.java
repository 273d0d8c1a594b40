package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.SignedItem;
import dev.plimsoll.pipeline.ChainVerifier;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.SignatureList.Kind;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.server.testing.HaltPoint;
import dev.plimsoll.verifier.BundleVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process of the service dies before and after it stores each event, before events leave the
 * outbox, and in the middle of each step; the next start ends the run as if nothing had been.
 */
final class KillTest {
  private static final List<String> EVENTS =
      List.of(
          "RunRequested",
          "ImageBuilt",
          "KernelAudited",
          "VerdictReached",
          "LayersSigned",
          "ImagePublished");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> publishes_whereverTheProcessDied() throws Exception {
    Path undisturbed = folder.resolve("never");
    assertThat(service(undisturbed, TestService.ALLOWED, "never")).isEqualTo("END published");
    Digest image = checkPublished(undisturbed);
    List<String> points = new ArrayList<>();
    for (String event : EVENTS) {
      if (!event.equals("RunRequested")) {
        points.add("before:" + event);
      }
      points.add("after:" + event);
    }
    points.add("undelivered:RunRequested");
    points.add("undelivered:ImagePublished");
    for (String step : List.of("build", "audit", "decide", "sign", "publish")) {
      points.add("middle:" + step);
    }
    return points.stream()
        .map(
            point ->
                DynamicTest.dynamicTest(
                    point,
                    () -> {
                      Path data = folder.resolve(point.replace(':', '-'));
                      assertThat(service(data, TestService.ALLOWED, point)).isEqualTo("KILLED");
                      assertThat(service(data, TestService.ALLOWED, "never"))
                          .isEqualTo("END published");
                      assertThat(checkPublished(data)).isEqualTo(image);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> rejects_whereverTheProcessDied() {
    return Stream.of("before:RunRejected", "after:RunRejected", "after:VerdictReached")
        .map(
            point ->
                DynamicTest.dynamicTest(
                    point,
                    () -> {
                      Path data = folder.resolve("deny-" + point.replace(':', '-'));
                      assertThat(service(data, TestService.DENIED, point)).isEqualTo("KILLED");
                      assertThat(service(data, TestService.DENIED, "never"))
                          .isEqualTo("END rejected");
                      checkNothingSigned(data);
                    }));
  }

  /** Whose image it is says the digest; everything about it must be whole. */
  private static Digest checkPublished(Path data) throws Exception {
    try (Workspace w = open(data)) {
      RunRow run = onlyRun(w);
      assertThat(run.status()).isEqualTo(RunStatus.PUBLISHED);
      List<StoredEvent> events = w.catalog().events(run.id());
      assertThat(events).extracting(e -> e.event().type()).containsExactlyElementsOf(EVENTS);
      assertThat(ChainVerifier.verify(w.log()).number()).isEqualTo(6);
      assertThat(w.log().pending(1)).isEmpty();
      List<ImageDetail> images = w.catalog().images(Optional.empty(), 10);
      assertThat(images).hasSize(1);
      Digest image = images.getFirst().row().digest();
      for (SignedItem item : w.catalog().bundles(images.getFirst().row())) {
        verify(w, item);
      }
      assertThat(w.tuf().findTarget("img/tiny/" + image.hex())).isPresent();
      assertThat(w.snapshots().current().images()).containsOnlyKeys(image);
      try (var partial = Files.newDirectoryStream(data.resolve("blobs"), ".tmp-*")) {
        assertThat(partial).isEmpty();
      }
      return image;
    }
  }

  private static void checkNothingSigned(Path data) throws Exception {
    try (Workspace w = open(data)) {
      RunRow run = onlyRun(w);
      assertThat(w.catalog().events(run.id()))
          .extracting(e -> e.event().type())
          .containsExactly(
              "RunRequested", "ImageBuilt", "KernelAudited", "VerdictReached", "RunRejected");
      assertThat(w.catalog().images(Optional.empty(), 10)).isEmpty();
      try (var blobs = Files.list(data.resolve("blobs/sha256"))) {
        for (Path blob : blobs.toList()) {
          assertThat(Files.readString(blob, StandardCharsets.ISO_8859_1))
              .doesNotContain(Bundle.MEDIA_TYPE);
        }
      }
      assertThat(w.catalog().events(run.id()).getLast().event())
          .isInstanceOf(RunEvent.RunRejected.class);
    }
  }

  private static void verify(Workspace w, SignedItem item) throws Exception {
    Bundle bundle = Bundle.parse("bundle", item.bundle());
    Digest subject = item.item().subject();
    Kind kind = item.item().kind();
    switch (kind) {
      case LAYER, IMAGE ->
          BundleVerifier.verifyArtifact(bundle, subject, w.signingKey().publicKey());
      case PROVENANCE ->
          assertThat(
                  BundleVerifier.verifyStatement(bundle, subject, w.signingKey().publicKey())
                      .subjects())
              .hasSizeGreaterThan(5);
      case VSA ->
          assertThat(
                  BundleVerifier.verifyStatement(bundle, subject, w.auditorKey().publicKey())
                      .subjects())
              .hasSize(1);
    }
  }

  private static RunRow onlyRun(Workspace w) throws IOException {
    List<RunRow> runs = w.catalog().runs(Optional.empty(), 10);
    assertThat(runs).hasSize(1);
    return runs.getFirst();
  }

  private static Workspace open(Path data) throws StartupException {
    return Workspace.open(
        WorkspaceConfig.of(data),
        dev.plimsoll.pipeline.Doorbell.silent(),
        TestService.tinyImages());
  }

  /** {@code KILLED}, or what the process printed at its end. */
  private String service(Path data, String commandLine, String point) throws Exception {
    Path log = Files.createTempFile(folder, "child", ".log");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledService.class.getName(),
                data.toString(),
                commandLine,
                point)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(child.waitFor(2, TimeUnit.MINUTES)).as("child at %s", point).isTrue();
    } finally {
      child.destroyForcibly();
    }
    if (child.exitValue() == HaltPoint.STATUS) {
      return "KILLED";
    }
    String output = Files.readString(log);
    assertThat(child.exitValue()).as(output).isZero();
    return output.lines().filter(l -> l.startsWith("END ")).findFirst().orElse(output);
  }
}
