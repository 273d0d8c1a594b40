package dev.plimsoll.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.pipeline.Catalog.ImageState;
import dev.plimsoll.pipeline.RunState.Published;
import dev.plimsoll.pipeline.engine.ReleaseRefusedException.Code;
import dev.plimsoll.pipeline.testing.SampleEvents;
import dev.plimsoll.signer.EnvelopeSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleasesTest {
  @TempDir Path folder;
  private Rig rig;
  private Digest image;
  private String rootHash;

  @BeforeEach
  void publish() throws Exception {
    rig = new Rig(folder);
    Published end = (Published) rig.run(Rig.ALLOWED);
    image = end.published().image();
    rootHash = end.signed().image().rootHash();
  }

  @Test
  void releasesToTheRole_andTheSnapshotCarriesTheStatement() throws Exception {
    Envelope envelope = signed(image, rootHash, "default", 1, 1);
    rig.releases.accept(envelope);
    assertThat(rig.snapshots.current().released())
        .isEqualTo(Map.of("default", Map.of(image, envelope.encode().base64())));
    assertThat(rig.catalog.image(image).orElseThrow().state()).isEqualTo(ImageState.RELEASED);
  }

  @Test
  void storesTheSameStatementOnce() throws Exception {
    Envelope envelope = signed(image, rootHash, "default", 1, 1);
    rig.releases.accept(envelope);
    rig.releases.accept(envelope);
    assertThat(rig.store.releases()).hasSize(1);
  }

  @Test
  void refuses_whatIsNotSignedByAPinnedKey() throws Exception {
    refused(Code.SIGNATURE, sign(FixedKeys.p256("stranger"), statement(rootHash, "default", 1, 1)));
  }

  @Test
  void refuses_anotherPayloadType() throws Exception {
    Bytes payload = statement(rootHash, "default", 1, 1).encode();
    refused(
        Code.SIGNATURE,
        new EnvelopeSigner(Rig.RELEASE).sign("application/vnd.plimsoll.other+json", payload));
  }

  @Test
  void refuses_anImageThatWasNotPublished() throws Exception {
    refused(Code.IMAGE_UNKNOWN, signed(SampleEvents.digest("other"), rootHash, "default", 1, 1));
  }

  @Test
  void refuses_anotherRootHash() throws Exception {
    refused(Code.ROOTHASH_MISMATCH, signed(image, SampleEvents.digest("x").hex(), "default", 1, 1));
  }

  @Test
  void refuses_aRoleThatTheImageWasNotBuiltFor() throws Exception {
    refused(Code.ROLE_MISMATCH, signed(image, rootHash, "kiosk", 1, 1));
  }

  @Test
  void refuses_lowerEpochOrMinimumVersionThanTheLast() throws Exception {
    rig.releases.accept(signed(image, rootHash, "default", 5, 7));
    refused(Code.EPOCH_OLD, signed(image, rootHash, "default", 5, 6));
    refused(Code.MIN_VERSION_OLD, signed(image, rootHash, "default", 4, 7));
    rig.releases.accept(signed(image, rootHash, "default", 6, 8));
  }

  @Test
  void higherEpochRetiresWhatWasReleasedBefore_equalOneDoesNot() throws Exception {
    Published second = (Published) rig.run(Rig.ALLOWED + " second");
    Digest other = second.published().image();
    String otherRoot = second.signed().image().rootHash();
    rig.releases.accept(signed(image, rootHash, "default", 1, 1));
    rig.releases.accept(signed(other, otherRoot, "default", 1, 1));
    assertThat(rig.snapshots.current().released().get("default")).containsKeys(image, other);
    rig.releases.accept(signed(other, otherRoot, "default", 1, 2));
    assertThat(rig.snapshots.current().released().get("default")).containsOnlyKeys(other);
  }

  @Test
  void revocationRaisesTheEpoch_andStandsAgainstANewRelease() throws Exception {
    assertThat(rig.releases.revoke(image, "key leaked")).isEqualTo(1);
    assertThat(rig.releases.revoke(image, "again")).isEqualTo(1);
    assertThat(rig.snapshots.current().epoch()).isEqualTo(1);
    assertThat(rig.snapshots.current().revoked()).containsExactly(image);
    assertThat(rig.catalog.image(image).orElseThrow().state()).isEqualTo(ImageState.REVOKED);
    refused(Code.IMAGE_REVOKED, signed(image, rootHash, "default", 1, 1));
    Published second = (Published) rig.run(Rig.ALLOWED + " second");
    assertThat(rig.releases.revoke(second.published().image(), "too")).isEqualTo(2);
  }

  @Test
  void releasesSurviveARestart() throws Exception {
    rig.releases.accept(signed(image, rootHash, "default", 1, 1));
    rig.newLife();
    assertThat(rig.snapshots.current().released().get("default")).containsOnlyKeys(image);
  }

  private void refused(Code code, Envelope envelope) throws Exception {
    int before = rig.store.releases().size();
    assertThatThrownBy(() -> rig.releases.accept(envelope))
        .isInstanceOfSatisfying(
            ReleaseRefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThat(rig.store.releases()).hasSize(before);
  }

  private ReleaseStatement statement(String root, String role, long minVersion, long epoch) {
    return new ReleaseStatement(image, root, role, minVersion, epoch, Instant.EPOCH);
  }

  private static Envelope signed(
      Digest image, String root, String role, long minVersion, long epoch) throws Exception {
    return sign(
        Rig.RELEASE, new ReleaseStatement(image, root, role, minVersion, epoch, Instant.EPOCH));
  }

  private static Envelope sign(SigningKey key, ReleaseStatement statement) throws Exception {
    return new EnvelopeSigner(key).sign(ReleaseStatement.PAYLOAD_TYPE, statement.encode());
  }
}
