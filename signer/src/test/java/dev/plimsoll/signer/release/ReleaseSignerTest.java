package dev.plimsoll.signer.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.EnvelopeVerifier;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseSignerTest {
  private static final ReleaseStatement STATEMENT =
      new ReleaseStatement(
          Bytes.ofUtf8("image").digest(),
          "a".repeat(64),
          "default",
          1,
          2,
          Instant.ofEpochSecond(1_772_000_000));

  @Test
  void signedStatement_isReadBack_afterVerifying() throws Exception {
    SigningKey key = FixedKeys.p256("release");

    Envelope envelope = new ReleaseSigner(key).sign(STATEMENT);

    Bytes payload =
        EnvelopeVerifier.verify(
            Envelope.parse("release", envelope.encode()),
            ReleaseStatement.PAYLOAD_TYPE,
            List.of(key.publicKey()));
    assertThat(ReleaseStatement.parse(payload)).isEqualTo(STATEMENT);
  }

  @Test
  void refusesEd25519_becauseBootAgentsDo() {
    SigningKey key = FixedKeys.ed25519("release");

    assertThatThrownBy(() -> new ReleaseSigner(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ECDSA P-256");
  }
}
