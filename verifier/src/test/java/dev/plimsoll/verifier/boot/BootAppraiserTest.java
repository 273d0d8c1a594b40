package dev.plimsoll.verifier.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.BootVerdict.Assurance;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.boot.BootVerdict.Reason;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.verifier.boot.BootSnapshot.PublishedImage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BootAppraiserTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.9Z");
  private static final Digest IMAGE = Bytes.ofUtf8("image").digest();
  private static final String ROOT_HASH = "a".repeat(64);
  private static final String NONCE = "b".repeat(64);
  private static final PolicyId POLICY = new PolicyId("baseline", Bytes.ofUtf8("p").digest());
  private static final BootSnapshot GOOD = snapshot(true, Set.of());

  private final BootAppraiser appraiser =
      new BootAppraiser(host -> host.startsWith("db") ? "db" : "default");

  private static BootSnapshot snapshot(boolean allowed, Set<Digest> revoked) {
    return new BootSnapshot(
        Map.of(IMAGE, new PublishedImage(IMAGE, ROOT_HASH, POLICY, allowed)),
        revoked,
        Map.of("default", Map.of(IMAGE, "cmVsZWFzZQ==")),
        17);
  }

  private static VerdictRequest request(String host, Digest image, String rootHash) {
    return new VerdictRequest(host, NONCE, image, rootHash, Optional.empty());
  }

  @Test
  void allows_whenEverythingHolds() {
    BootVerdict verdict = appraiser.appraise(request("web-1", IMAGE, ROOT_HASH), GOOD, NOW);

    assertThat(verdict.verdict()).isEqualTo(Decision.ALLOW);
    assertThat(verdict.reasons()).isEmpty();
    assertThat(verdict.hostNonce()).isEqualTo(NONCE);
    assertThat(verdict.host()).isEqualTo("web-1");
    assertThat(verdict.image()).isEqualTo(IMAGE);
    assertThat(verdict.rootHash()).isEqualTo(ROOT_HASH);
    assertThat(verdict.assurance()).isEqualTo(Assurance.SELF_REPORTED);
    assertThat(verdict.policy()).contains(POLICY);
    assertThat(verdict.epoch()).isEqualTo(17);
    assertThat(verdict.release()).contains("cmVsZWFzZQ==");
    assertThat(verdict.issuedAt()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(verdict.expires()).isEqualTo(Instant.parse("2026-03-01T12:05:00Z"));
  }

  @Test
  void denies_whenTheImageIsUnknown() {
    Digest other = Bytes.ofUtf8("other").digest();

    BootVerdict verdict = appraiser.appraise(request("web-1", other, ROOT_HASH), GOOD, NOW);

    assertDenied(verdict, Reason.IMAGE_UNKNOWN, Reason.NOT_RELEASED);
    assertThat(verdict.policy()).isEmpty();
    assertThat(verdict.image()).isEqualTo(other);
  }

  @Test
  void denies_whenReleasedButNeverPublished() {
    BootSnapshot releasedOnly =
        new BootSnapshot(Map.of(), Set.of(), Map.of("default", Map.of(IMAGE, "cmVsZWFzZQ==")), 1);

    assertDenied(
        appraiser.appraise(request("web-1", IMAGE, ROOT_HASH), releasedOnly, NOW),
        Reason.IMAGE_UNKNOWN);
  }

  @Test
  void denies_whenTheImageIsRevoked() {
    BootSnapshot revoked = snapshot(true, Set.of(IMAGE));

    assertDenied(
        appraiser.appraise(request("web-1", IMAGE, ROOT_HASH), revoked, NOW), Reason.IMAGE_REVOKED);
  }

  @Test
  void denies_whenReleasedToAnotherRoleOnly() {
    assertDenied(
        appraiser.appraise(request("db-1", IMAGE, ROOT_HASH), GOOD, NOW), Reason.NOT_RELEASED);
  }

  @Test
  void denies_whenThePolicyFailed() {
    assertDenied(
        appraiser.appraise(request("web-1", IMAGE, ROOT_HASH), snapshot(false, Set.of()), NOW),
        Reason.POLICY_FAILED);
  }

  @Test
  void denies_whenTheRootHashIsAnother() {
    String claimed = "c".repeat(64);

    BootVerdict verdict = appraiser.appraise(request("web-1", IMAGE, claimed), GOOD, NOW);

    assertDenied(verdict, Reason.ROOTHASH_MISMATCH);
    assertThat(verdict.rootHash()).isEqualTo(claimed);
  }

  @Test
  void namesEveryReason_inStableOrder() {
    BootVerdict verdict =
        appraiser.appraise(
            request("db-1", IMAGE, "c".repeat(64)), snapshot(false, Set.of(IMAGE)), NOW);

    assertDenied(
        verdict,
        Reason.IMAGE_REVOKED,
        Reason.NOT_RELEASED,
        Reason.POLICY_FAILED,
        Reason.ROOTHASH_MISMATCH);
  }

  @Test
  void deniesEverything_fromAnEmptySnapshot() {
    assertDenied(
        appraiser.appraise(request("web-1", IMAGE, ROOT_HASH), BootSnapshot.empty(), NOW),
        Reason.IMAGE_UNKNOWN,
        Reason.NOT_RELEASED);
  }

  private static void assertDenied(BootVerdict verdict, Reason... reasons) {
    assertThat(verdict.verdict()).isEqualTo(Decision.DENY);
    assertThat(verdict.reasons()).containsExactly(reasons);
    assertThat(verdict.release()).isEmpty();
  }
}
