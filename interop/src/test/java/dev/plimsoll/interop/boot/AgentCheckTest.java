package dev.plimsoll.interop.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.BootVerdict.Assurance;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.boot.BootVerdict.Reason;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.EnvelopeSigner;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.ReleaseSigner;
import dev.plimsoll.verifier.boot.BootAppraiser;
import dev.plimsoll.verifier.boot.BootSnapshot;
import dev.plimsoll.verifier.boot.BootSnapshot.PublishedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Java signs, the C agent reads: its answer to envelopes that are right, and to each that is
 * wrong in one thing.
 */
final class AgentCheckTest {
  private static final String HOST = "rack-7.example";
  private static final String NONCE = "0123456789abcdef".repeat(4);
  private static final Digest IMAGE = Digest.of(new byte[] {1});
  private static final Digest OTHER = Digest.of(new byte[] {2});
  private static final String ROOT_HASH = "ab".repeat(32);
  private static final String OTHER_HASH = "cd".repeat(32);
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final ReleaseStatement RELEASE =
      new ReleaseStatement(IMAGE, ROOT_HASH, "default", 0, 1, NOW);

  @TempDir private Path folder = Path.of("");
  private Path agent = Path.of("");

  @BeforeEach
  void pinKeys() throws Exception {
    agent = Required.agent().program();
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Files.write(etc.resolve("verdict-keys.pem"), key("verdict").publicKey().toPem().toArray());
    Files.write(etc.resolve("release-keys.pem"), key("release").publicKey().toPem().toArray());
    Files.writeString(etc.resolve("role"), "default\n");
  }

  @Test
  void appraisersVerdict_isAllowed() throws Exception {
    BootSnapshot snapshot =
        new BootSnapshot(
            Map.of(IMAGE, new PublishedImage(IMAGE, ROOT_HASH, new PolicyId("p", OTHER), true)),
            Set.of(),
            Map.of("default", Map.of(IMAGE, release(RELEASE, "release"))),
            3);
    BootVerdict verdict = appraise(snapshot);
    assertThat(verdict.verdict()).isEqualTo(Decision.ALLOW);
    assertThat(check(sign(verdict))).isEqualTo("ALLOWED");
  }

  @Test
  void appraisersDenial_isDenied() throws Exception {
    BootVerdict verdict = appraise(BootSnapshot.empty());
    assertThat(verdict.reasons()).contains(Reason.IMAGE_UNKNOWN, Reason.NOT_RELEASED);
    assertThat(check(sign(verdict))).isEqualTo("denied");
  }

  @Test
  void otherPayloadType_isRefusedAsType() throws Exception {
    Envelope signed = new EnvelopeSigner(key("verdict")).sign("application/json", good().encode());
    assertThat(check(signed.encode())).isEqualTo("type");
  }

  @Test
  void noEnvelopeAtAll_isRefusedAsType() throws Exception {
    assertThat(check(Bytes.ofUtf8("{}"))).isEqualTo("type");
    assertThat(check(Bytes.ofUtf8(""))).isEqualTo("type");
    assertThat(check(Bytes.ofUtf8("<html>captive portal</html>"))).isEqualTo("type");
  }

  @Test
  void otherKey_isRefusedAsSignature() throws Exception {
    Envelope signed =
        new EnvelopeSigner(key("stranger")).sign(BootVerdict.PAYLOAD_TYPE, good().encode());
    assertThat(check(signed.encode())).isEqualTo("signature");
  }

  @Test
  void releaseKeyOnAVerdict_isRefusedAsSignature() throws Exception {
    Envelope signed =
        new EnvelopeSigner(key("release")).sign(BootVerdict.PAYLOAD_TYPE, good().encode());
    assertThat(check(signed.encode())).isEqualTo("signature");
  }

  @Test
  void payloadChangedAfterSigning_isRefusedAsSignature() throws Exception {
    Envelope signed =
        new EnvelopeSigner(key("verdict")).sign(BootVerdict.PAYLOAD_TYPE, good().encode());
    Bytes changed = Bytes.ofUtf8(signed.payload().utf8().replace("\"epoch\":1", "\"epoch\":9"));
    assertThat(changed).isNotEqualTo(signed.payload());
    assertThat(check(new Envelope(signed.payloadType(), changed, signed.signatures()).encode()))
        .isEqualTo("signature");
  }

  @Test
  void replayedNonce_isRefusedAsNonce() throws Exception {
    assertThat(check(sign(verdict(Change.NONCE)))).isEqualTo("nonce");
  }

  @Test
  void answerToAnotherQuestion_isRefusedAsBinding() throws Exception {
    assertThat(check(sign(verdict(Change.HOST)))).isEqualTo("binding");
    assertThat(check(sign(verdict(Change.IMAGE)))).isEqualTo("binding");
    assertThat(check(sign(verdict(Change.ROOT_HASH)))).isEqualTo("binding");
  }

  @Test
  void lifeThatEndsBeforeItBegins_isRefusedAsExpired() throws Exception {
    assertThat(check(sign(verdict(Change.EXPIRY)))).isEqualTo("expired");
  }

  @Test
  void releaseThatDoesNotHold_isRefusedAsRelease() throws Exception {
    assertThat(check(sign(with(Optional.empty())))).isEqualTo("release");
    assertThat(check(sign(with(Optional.of("bm90IGFuIGVudmVsb3Bl"))))).isEqualTo("release");
    assertThat(check(signWithRelease(RELEASE, "stranger"))).isEqualTo("release");
    assertThat(check(signWithRelease(RELEASE, "verdict"))).isEqualTo("release");
    assertThat(
            check(
                signWithRelease(
                    new ReleaseStatement(OTHER, ROOT_HASH, "default", 0, 1, NOW), "release")))
        .isEqualTo("release");
    assertThat(
            check(
                signWithRelease(
                    new ReleaseStatement(IMAGE, OTHER_HASH, "default", 0, 1, NOW), "release")))
        .isEqualTo("release");
    assertThat(
            check(
                signWithRelease(
                    new ReleaseStatement(IMAGE, ROOT_HASH, "database", 0, 1, NOW), "release")))
        .isEqualTo("release");
  }

  @Test
  void missingPins_areRefusedAsConfig() throws Exception {
    Files.delete(folder.resolve("etc").resolve("release-keys.pem"));
    assertThat(check(sign(good()))).isEqualTo("config");
  }

  /** In which one thing a verdict is other than it should be. */
  private enum Change {
    NOTHING,
    NONCE,
    HOST,
    IMAGE,
    ROOT_HASH,
    EXPIRY
  }

  private BootVerdict good() throws Exception {
    return verdict(Change.NOTHING);
  }

  private BootVerdict verdict(Change change) throws Exception {
    return new BootVerdict(
        Decision.ALLOW,
        List.of(),
        change == Change.NONCE ? "f".repeat(64) : NONCE,
        change == Change.HOST ? "rack-8.example" : HOST,
        change == Change.IMAGE ? OTHER : IMAGE,
        change == Change.ROOT_HASH ? OTHER_HASH : ROOT_HASH,
        Assurance.SELF_REPORTED,
        Optional.empty(),
        1,
        Optional.of(release(RELEASE, "release")),
        NOW,
        change == Change.EXPIRY ? NOW.minusSeconds(1) : NOW.plus(Duration.ofMinutes(5)));
  }

  private BootVerdict with(Optional<String> release) throws Exception {
    BootVerdict v = good();
    return new BootVerdict(
        v.verdict(),
        v.reasons(),
        v.hostNonce(),
        v.host(),
        v.image(),
        v.rootHash(),
        v.assurance(),
        v.policy(),
        v.epoch(),
        release,
        v.issuedAt(),
        v.expires());
  }

  private Bytes signWithRelease(ReleaseStatement statement, String key) throws Exception {
    return sign(with(Optional.of(release(statement, key))));
  }

  private static BootVerdict appraise(BootSnapshot snapshot) {
    return new BootAppraiser(host -> "default")
        .appraise(
            new VerdictRequest(HOST, NONCE, IMAGE, ROOT_HASH, Optional.empty()), snapshot, NOW);
  }

  private Bytes sign(BootVerdict verdict) throws Exception {
    return new EnvelopeSigner(key("verdict"))
        .sign(BootVerdict.PAYLOAD_TYPE, verdict.encode())
        .encode();
  }

  private String release(ReleaseStatement statement, String key) throws Exception {
    return new ReleaseSigner(key(key)).sign(statement).encode().base64();
  }

  private SigningKey key(String name) throws Exception {
    return KeyFiles.loadOrCreate(
        folder.resolve("keys"), name, KeyFiles.Kind.ECDSA_P256, new SecureRandom());
  }

  /** What the agent prints, after checking that its exit code says the same. */
  private String check(Bytes envelope) throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("envelope.json"), envelope.toArray());
    Process process =
        new ProcessBuilder(
                agent.toString(),
                "--check-verdict",
                file.toString(),
                "--nonce",
                NONCE,
                "--image",
                IMAGE.toString(),
                "--root-hash",
                ROOT_HASH,
                "--host",
                HOST,
                "--etc",
                folder.resolve("etc").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    String printed = Bytes.copyOf(process.getInputStream().readAllBytes()).utf8().strip();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(printed.equals("ALLOWED") ? 0 : 1);
    return printed;
  }
}
