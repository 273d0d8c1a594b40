package dev.plimsoll.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import dev.plimsoll.verifier.testing.TestKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BundleVerifierTest {
  private static final TestKey KEY = TestKey.p256("signing");
  private static final TestKey OTHER = TestKey.p256("other");
  private static final VerifyingKey PUBLIC = KEY.publicKey();
  private static final Digest ARTIFACT = Bytes.ofUtf8("layer").digest();
  private static final Digest CHANGED = Bytes.ofUtf8("changed").digest();
  private static final Statement STATEMENT =
      new Statement(
          List.of(new Subject("a", CHANGED), new Subject("b", ARTIFACT)),
          Statement.SLSA_VSA,
          JsonObject.builder().build());

  private static Bundle message(TestKey key, Digest claimed, Digest signed) {
    return new Bundle(PUBLIC.keyHint(), new MessageSignature(claimed, key.signDigest(signed)));
  }

  private static Bundle dsse(String keyId, TestKey key, String type, Bytes payload) {
    Bytes sig = key.sign(Envelope.preAuthEncoding(type, payload));
    return new Bundle(
        PUBLIC.keyHint(),
        new DsseEnvelope(new Envelope(type, payload, List.of(new Envelope.Signature(keyId, sig)))));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining(message);
  }

  @Test
  void acceptsAMessageSignature_overTheArtifact() throws Exception {
    BundleVerifier.verifyArtifact(message(KEY, ARTIFACT, ARTIFACT), ARTIFACT, PUBLIC);
  }

  @Test
  void refusesAMessageSignature_overAnotherArtifact() {
    assertRefused(
        () -> BundleVerifier.verifyArtifact(message(KEY, CHANGED, CHANGED), ARTIFACT, PUBLIC),
        "bundle signs " + CHANGED + ", wanted " + ARTIFACT);
  }

  @Test
  void refusesAMessageDigest_thatIsNotWhatWasSigned() {
    assertRefused(
        () -> BundleVerifier.verifyArtifact(message(KEY, ARTIFACT, CHANGED), ARTIFACT, PUBLIC),
        "is not one by key");
  }

  @Test
  void refusesAMessageSignature_byAnotherKey() {
    assertRefused(
        () -> BundleVerifier.verifyArtifact(message(OTHER, ARTIFACT, ARTIFACT), ARTIFACT, PUBLIC),
        "is not one by key");
  }

  @Test
  void refusesAHint_thatNamesAnotherKey() {
    Bundle bundle =
        new Bundle(
            OTHER.publicKey().keyHint(), new MessageSignature(ARTIFACT, KEY.signDigest(ARTIFACT)));

    assertRefused(
        () -> BundleVerifier.verifyArtifact(bundle, ARTIFACT, PUBLIC), "bundle is signed by key");
  }

  @Test
  void givesTheStatement_aboutTheSubject() throws Exception {
    Bundle bundle = dsse(PUBLIC.keyHint(), KEY, Statement.PAYLOAD_TYPE, STATEMENT.encode());

    assertThat(BundleVerifier.verifyStatement(bundle, ARTIFACT, PUBLIC)).isEqualTo(STATEMENT);
  }

  @Test
  void refusesAStatement_aboutOtherSubjects() {
    Bundle bundle = dsse(PUBLIC.keyHint(), KEY, Statement.PAYLOAD_TYPE, STATEMENT.encode());
    Digest third = Bytes.ofUtf8("third").digest();

    assertRefused(
        () -> BundleVerifier.verifyStatement(bundle, third, PUBLIC),
        "has 2 subjects, none is " + third);
  }

  @Test
  void refusesAKeyId_thatIsNotTheHint() {
    for (String keyId : List.of(OTHER.publicKey().keyHint(), PUBLIC.keyId())) {
      Bundle bundle = dsse(keyId, KEY, Statement.PAYLOAD_TYPE, STATEMENT.encode());

      assertRefused(
          () -> BundleVerifier.verifyStatement(bundle, ARTIFACT, PUBLIC), "is signed by key");
    }
  }

  @Test
  void refusesAnotherPayloadType() {
    Bundle bundle = dsse(PUBLIC.keyHint(), KEY, "application/json", STATEMENT.encode());

    assertRefused(() -> BundleVerifier.verifyStatement(bundle, ARTIFACT, PUBLIC), "payloadType");
  }

  @Test
  void refusesAWellSignedPayload_thatIsNoStatement() {
    Bundle bundle =
        dsse(PUBLIC.keyHint(), KEY, Statement.PAYLOAD_TYPE, Bytes.ofUtf8("{\"_type\":\"x\"}"));

    assertRefused(() -> BundleVerifier.verifyStatement(bundle, ARTIFACT, PUBLIC), "_type");
  }

  @Test
  void refusesOneKindOfContent_whereTheOtherIsWanted() {
    Bundle dsse = dsse(PUBLIC.keyHint(), KEY, Statement.PAYLOAD_TYPE, STATEMENT.encode());
    Bundle message = message(KEY, ARTIFACT, ARTIFACT);

    assertRefused(
        () -> BundleVerifier.verifyArtifact(dsse, ARTIFACT, PUBLIC), "holds a DSSE envelope");
    assertRefused(
        () -> BundleVerifier.verifyStatement(message, ARTIFACT, PUBLIC),
        "holds a message signature");
  }
}
