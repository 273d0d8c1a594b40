package dev.plimsoll.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.BundleVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleSignerTest {
  private static final Digest ARTIFACT = Bytes.ofUtf8("layer").digest();
  private static final Statement STATEMENT =
      new Statement(
          List.of(new Subject("layer", ARTIFACT)),
          Statement.SLSA_PROVENANCE,
          JsonObject.builder().put("a", 1).build());
  private final SigningKey key = FixedKeys.p256("signing");
  private final BundleSigner signer = new BundleSigner(key);

  @Test
  void artifactBundle_verifies_afterReadingItBack() throws Exception {
    Bundle read = Bundle.parse("bundle", signer.signArtifact(ARTIFACT).encode());

    BundleVerifier.verifyArtifact(read, ARTIFACT, key.publicKey());
    assertThat(read.keyHint()).isEqualTo(key.publicKey().keyHint());
  }

  @Test
  void statementBundle_givesItsStatement_afterReadingItBack() throws Exception {
    Bundle read = Bundle.parse("bundle", signer.signStatement(STATEMENT).encode());

    assertThat(BundleVerifier.verifyStatement(read, ARTIFACT, key.publicKey()))
        .isEqualTo(STATEMENT);
  }

  @Test
  void envelopeNamesNoKey_becauseTheBundleDoes() throws Exception {
    Bundle bundle = signer.signStatement(STATEMENT);

    assertThat(bundle.content())
        .isInstanceOfSatisfying(
            Bundle.DsseEnvelope.class,
            dsse -> assertThat(dsse.envelope().signatures().getFirst().keyId()).isEmpty());
  }

  @Test
  void refusesEd25519_becauseStockClientsDo() {
    SigningKey ed25519 = FixedKeys.ed25519("builder");

    assertThatThrownBy(() -> new BundleSigner(ed25519))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("P-256");
  }

  @Test
  void givesNoBundle_whenTheKeySignsWrongly() {
    SigningKey faulty = new FaultyKey(key);

    assertThatThrownBy(() -> new BundleSigner(faulty).signArtifact(ARTIFACT))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(VerificationException.class);
    assertThatThrownBy(() -> new BundleSigner(faulty).signStatement(STATEMENT))
        .isInstanceOf(IOException.class)
        .hasCauseInstanceOf(VerificationException.class);
  }

  /** A key whose signatures have one bit wrong, as broken memory or a broken HSM makes them. */
  private record FaultyKey(SigningKey key) implements SigningKey {
    @Override
    public VerifyingKey publicKey() {
      return key.publicKey();
    }

    @Override
    public Bytes sign(Bytes message) throws IOException {
      return flip(key.sign(message));
    }

    @Override
    public Bytes signDigest(Digest digest) throws IOException {
      return flip(key.signDigest(digest));
    }

    private static Bytes flip(Bytes signature) {
      byte[] bytes = signature.toArray();
      bytes[bytes.length - 1] ^= 1;
      return Bytes.copyOf(bytes);
    }
  }
}
