package dev.plimsoll.interop.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.boot.BootOutcome;
import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.boot.RogueService;
import dev.plimsoll.cli.boot.RogueService.Forgery;
import dev.plimsoll.cli.boot.TamperedDisk;
import dev.plimsoll.cli.service.RunResult;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real boots of a real image through the real pipeline: once as it should be, and once for each way
 * in which it should not. One build serves all; what is revoked is revoked last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BootTest {
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(20);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private Optional<World> world = Optional.empty();

  private record World(
      BootLab lab, String kernelRelease, Digest image, ImageFiles files, Envelope release) {}

  @BeforeAll
  void publish(@TempDir Path folder) throws Exception {
    Required.machines();
    Required.agent();
    BootLab lab = BootLab.open(folder);
    opened.add(lab);
    lab.makeContainer();
    RunResult run = lab.run("interop", BootLab.example());
    assertThat(run.end()).as("%s", run.reasons()).isEqualTo("ImagePublished");
    Digest image = run.image().orElseThrow();
    Envelope release = lab.release(image);
    world =
        Optional.of(
            new World(lab, run.kernelRelease().orElseThrow(), image, lab.files(image), release));
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable thing : opened) {
      thing.close();
    }
  }

  private World world() {
    return world.orElseThrow();
  }

  @Test
  @Order(1)
  void releasedImage_bootsAndItsContainerSeesTheKernel() {
    BootOutcome outcome = boot(world().files());
    assertThat(outcome).isInstanceOf(Allowed.class);
    assertThat(((Allowed) outcome).output())
        .containsPattern("(?m)^Linux \\S+ " + world().kernelRelease() + " ")
        .contains("SERVICE-EXIT uname 0");
  }

  @Test
  @Order(2)
  void byteInTheSuperblock_isRefusedAsRootCorrupt() throws Exception {
    assertRefused("root-corrupt", boot(tampered(TamperedDisk.SQUASHFS_TIME)));
  }

  @Test
  @Order(2)
  void byteInTheMiddleOfTheData_isRefusedAsRootCorrupt() throws Exception {
    assertRefused("root-corrupt", boot(tampered(world().files().hashOffset() / 2)));
  }

  @Test
  @Order(2)
  void byteInTheHashTree_isRefusedAsRootCorrupt() throws Exception {
    long tree = world().files().hashOffset() + 4096;
    assertRefused("root-corrupt", boot(tampered(tree)));
  }

  @Test
  @Order(3)
  void verdictOfAnotherKey_isRefusedAsSignature() throws Exception {
    SigningKey forger =
        KeyFiles.loadOrCreate(
            world().lab().file("forger"), "forger", KeyFiles.Kind.ECDSA_P256, new SecureRandom());
    assertRefused("signature", boot(forger, Optional.of(world().release()), n -> n));
  }

  @Test
  @Order(3)
  void replayedNonce_isRefusedAsNonce() throws Exception {
    SigningKey verdict = world().lab().key("keys", "verdict");
    assertRefused("nonce", boot(verdict, Optional.of(world().release()), n -> "0".repeat(64)));
  }

  @Test
  @Order(3)
  void stolenVerdictKeyWithoutRelease_isRefusedAsRelease() throws Exception {
    SigningKey verdict = world().lab().key("keys", "verdict");
    assertRefused("release", boot(verdict, Optional.empty(), n -> n));
  }

  @Test
  @Order(3)
  void nobodyAnswers_isRefusedAsUnreachable() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    assertRefused("unreachable", world().lab().boot(world().files(), closed));
  }

  @Test
  @Order(4)
  void revokedImage_isRefusedAsDenied_andRecorded() throws Exception {
    world().lab().revoke(world().image());
    assertRefused("denied", boot(world().files()));
    assertThat(recorded("deny")).isTrue();
  }

  /** Verdicts are recorded behind the answer, about one batch a second. */
  private boolean recorded(String verdict) throws Exception {
    Instant deadline = Instant.now().plus(RECORDED_WITHIN);
    while (Instant.now().isBefore(deadline)) {
      for (JsonValue item : world().lab().verdicts(world().image()).array("items")) {
        JsonObject row = item.asObject("row");
        if (row.string("verdict").equals(verdict) && row.string("host").equals("interop-host")) {
          return true;
        }
      }
      Thread.onSpinWait();
    }
    return false;
  }

  private ImageFiles tampered(long offset) throws Exception {
    Path disk =
        TamperedDisk.copy(world().files().root(), world().lab().file("tampered-" + offset), offset);
    assertThat(Files.size(disk)).isEqualTo(Files.size(world().files().root()));
    return world().files().withRoot(disk);
  }

  private BootOutcome boot(ImageFiles files) {
    try {
      return world().lab().boot(files);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private BootOutcome boot(SigningKey key, Optional<Envelope> release, UnaryOperator<String> nonce)
      throws Exception {
    Forgery forgery = new Forgery(key, release.map(e -> e.encode().base64()), nonce);
    try (RogueService rogue = RogueService.start(forgery, InstantSource.system())) {
      BootOutcome outcome = world().lab().boot(world().files(), rogue.port());
      assertThat(rogue.answers()).isPositive();
      return outcome;
    }
  }

  private static void assertRefused(String code, BootOutcome outcome) {
    assertThat(outcome).as(outcome.console()).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).code()).as(outcome.console()).isEqualTo(code);
  }
}
