package dev.plimsoll.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.testing.TestKey;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyingKeyTest {
  private static final Bytes MESSAGE = Bytes.ofUtf8("message");
  private static final TestKey P256 = TestKey.p256("a");
  private static final TestKey ED25519 = TestKey.ed25519("a");

  /** RFC 8032 §7.1, test 3. */
  @Test
  void acceptsTheVectorOfRfc8032() throws Exception {
    VerifyingKey key =
        VerifyingKey.ofEd25519(
            "k",
            Bytes.parseHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"));

    key.verify(
        Bytes.parseHex("af82"),
        Bytes.parseHex(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
  }

  @Test
  void acceptsSignaturesOfAnotherProvider() throws Exception {
    for (TestKey key : List.of(P256, ED25519)) {
      key.publicKey().verify(MESSAGE, key.sign(MESSAGE));
    }
    P256.publicKey().verifyDigest(MESSAGE.digest(), P256.signDigest(MESSAGE.digest()));
    P256.publicKey().verifyDigest(MESSAGE.digest(), P256.sign(MESSAGE));
  }

  @Test
  void refusesAnotherMessage_key_orSignature() {
    for (TestKey key : List.of(P256, ED25519)) {
      Bytes good = key.sign(MESSAGE);
      VerifyingKey right = key.publicKey();
      VerifyingKey wrong = (key == P256 ? TestKey.p256("b") : TestKey.ed25519("b")).publicKey();

      assertRefused(right, Bytes.ofUtf8("massage"), good);
      assertRefused(wrong, MESSAGE, good);
      for (int at = 0; at < good.size(); at++) {
        byte[] changed = good.toArray();
        changed[at] ^= 1;
        assertRefused(right, MESSAGE, Bytes.copyOf(changed));
        assertRefused(right, MESSAGE, Bytes.copyOf(Arrays.copyOf(good.toArray(), at)));
      }
      assertRefused(right, MESSAGE, Bytes.copyOf(Arrays.copyOf(good.toArray(), good.size() + 1)));
    }
  }

  private static void assertRefused(VerifyingKey key, Bytes message, Bytes signature) {
    assertThatThrownBy(() -> key.verify(message, signature))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining(key.keyId());
  }

  /** r = s = 0 and r = s = n: what CVE-2022-21449 let pass in the JDK. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3006020100020100",
        "3046022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
            + "022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
      })
  void refusesPsychicSignatures(String hex) throws Exception {
    assertRefused(P256.publicKey(), MESSAGE, Bytes.parseHex(hex));
  }

  @Test
  void refusesADigestSignature_forEd25519() {
    assertThatThrownBy(
            () -> ED25519.publicKey().verifyDigest(MESSAGE.digest(), ED25519.sign(MESSAGE)))
        .isInstanceOf(VerificationException.class)
        .hasMessageContaining("needs an ECDSA P-256 key");
  }

  @Test
  void pem_isReadBackAsTheSameKey() throws Exception {
    for (TestKey key : List.of(P256, ED25519)) {
      VerifyingKey read = VerifyingKey.parsePem("k", key.publicKey().toPem());

      assertThat(read).isEqualTo(key.publicKey());
      assertThat(read.keyId()).isEqualTo(key.publicKey().spki().digest().hex());
      assertThat(read.algorithm()).isEqualTo(key.publicKey().algorithm());
    }
    Bytes both =
        Bytes.ofUtf8(
            "# current\n"
                + P256.publicKey().toPem().utf8()
                + "\n# next\r\n"
                + ED25519.publicKey().toPem().utf8());
    assertThat(VerifyingKey.parsePems("keys", both))
        .containsExactly(P256.publicKey(), ED25519.publicKey());
  }

  @Test
  void refusesPem_thatIsNotOnePublicKey() {
    String pem = P256.publicKey().toPem().utf8();

    assertPemRefused(pem + pem, "2 public keys; wanted one");
    assertPemRefused("", "no PEM block");
    assertPemRefused(pem.replace("PUBLIC KEY", "PRIVATE KEY"), "wanted \"-----BEGIN PUBLIC KEY");
    assertPemRefused(pem.replace("-----END PUBLIC KEY-----", ""), "has no END PUBLIC KEY");
    assertPemRefused(pem + "trailing", "text outside of a PEM block");
    assertPemRefused(pem.replace('M', '*'), "not base64");
    assertPemRefused("x".repeat(Pem.MAX_BYTES + 1), "the limit is 65536");
  }

  private static void assertPemRefused(String pem, String message) {
    assertThatThrownBy(() -> VerifyingKey.parsePem("k.pem", Bytes.ofUtf8(pem)))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("k.pem")
        .hasMessageContaining(message);
  }

  @Test
  void refusesEveryChangedHeader_andPointsOffTheCurve() {
    byte[] spki = P256.publicKey().spki().toArray();
    for (int at = 0; at < spki.length; at++) {
      byte[] changed = spki.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> VerifyingKey.parseSpki("k", Bytes.copyOf(changed)))
          .isInstanceOf(FormatException.class);
    }
  }

  /** RSA-1024, P-384 and a compressed P-256 point. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "30819f300d06092a864886f70d010101050003818d00",
        "3076301006072a8648ce3d020106052b81040022036200",
        "3039301306072a8648ce3d020106082a8648ce3d030107032200"
            + "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
      })
  void refusesOtherKinds(String hex) {
    assertThatThrownBy(
            () -> VerifyingKey.parseSpki("k", Bytes.copyOf(HexFormat.of().parseHex(hex))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("neither ECDSA P-256 (uncompressed) nor Ed25519");
  }

  @Test
  void leavesTheProvidersOfTheJvmAlone() {
    assertThat(CryptoProvider.conscrypt().getName()).isEqualTo("Conscrypt");
    assertThat(Security.getProviders())
        .extracting(java.security.Provider::getName)
        .doesNotContain("Conscrypt");
  }
}
