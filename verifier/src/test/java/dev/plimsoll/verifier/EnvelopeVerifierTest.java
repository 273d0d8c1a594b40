package dev.plimsoll.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.verifier.testing.TestKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeVerifierTest {
  private static final String TYPE = "application/vnd.test+json";
  private static final Bytes PAYLOAD = Bytes.ofUtf8("{}");
  private static final TestKey KEY = TestKey.p256("current");
  private static final TestKey NEXT = TestKey.p256("next");
  private static final TestKey STRANGER = TestKey.p256("stranger");
  private static final List<VerifyingKey> PINNED = List.of(KEY.publicKey(), NEXT.publicKey());

  private static Envelope.Signature signature(TestKey key, String type, Bytes payload) {
    return new Envelope.Signature(
        key.publicKey().keyId(), key.sign(Envelope.preAuthEncoding(type, payload)));
  }

  private static Envelope envelope(Envelope.Signature... signatures) {
    return new Envelope(TYPE, PAYLOAD, List.of(signatures));
  }

  private static void assertRefused(Envelope envelope, String message) {
    assertThatThrownBy(() -> EnvelopeVerifier.verify(envelope, TYPE, PINNED))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void givesThePayload_signedByAnyPinnedKey() throws Exception {
    for (TestKey key : List.of(KEY, NEXT)) {
      Envelope envelope = envelope(signature(key, TYPE, PAYLOAD));

      assertThat(EnvelopeVerifier.verify(envelope, TYPE, PINNED)).isEqualTo(PAYLOAD);
    }
  }

  @Test
  void givesThePayload_whenTheKeyIdIsLeftOut() throws Exception {
    Envelope.Signature named = signature(NEXT, TYPE, PAYLOAD);
    Envelope envelope = envelope(new Envelope.Signature("", named.sig()));

    assertThat(EnvelopeVerifier.verify(envelope, TYPE, PINNED)).isEqualTo(PAYLOAD);
  }

  @Test
  void refusesAnotherPayloadType_evenIfWellSigned() {
    String other = "application/vnd.other+json";
    Envelope envelope = new Envelope(other, PAYLOAD, List.of(signature(KEY, other, PAYLOAD)));

    assertRefused(envelope, "payloadType \"application/vnd.other+json\", wanted \"" + TYPE);
  }

  @Test
  void refusesASignatureMadeForAnotherType() {
    assertRefused(envelope(signature(KEY, "application/vnd.other+json", PAYLOAD)), "is not one by");
  }

  @Test
  void refusesAChangedPayload() {
    assertRefused(envelope(signature(KEY, TYPE, Bytes.ofUtf8("{ }"))), "is not one by key");
  }

  @Test
  void refusesASignatureOverTheBarePayload() {
    assertRefused(
        envelope(new Envelope.Signature(KEY.publicKey().keyId(), KEY.sign(PAYLOAD))),
        "is not one by key");
  }

  @Test
  void refusesAKeyThatIsNotPinned() {
    assertRefused(envelope(signature(STRANGER, TYPE, PAYLOAD)), "wanted one of");
    Envelope.Signature unnamed = signature(STRANGER, TYPE, PAYLOAD);
    assertRefused(envelope(new Envelope.Signature("", unnamed.sig())), "is not one by key");
  }

  @Test
  void refusesAKeyIdThatMisleads() {
    Envelope.Signature good = signature(KEY, TYPE, PAYLOAD);

    assertRefused(
        envelope(new Envelope.Signature(NEXT.publicKey().keyId(), good.sig())),
        "is not one by key");
  }

  @Test
  void refusesNoneAndTwoSignatures() {
    assertRefused(envelope(), "has 0 signatures, wanted exactly one");
    assertRefused(
        envelope(signature(KEY, TYPE, PAYLOAD), signature(NEXT, TYPE, PAYLOAD)),
        "has 2 signatures, wanted exactly one");
  }

  @Test
  void refusesEverything_whenNoKeyIsPinned() {
    assertThatThrownBy(
            () -> EnvelopeVerifier.verify(envelope(signature(KEY, TYPE, PAYLOAD)), TYPE, List.of()))
        .isInstanceOf(VerificationException.class)
        .hasMessageEndingWith("wanted one of []");
  }
}
