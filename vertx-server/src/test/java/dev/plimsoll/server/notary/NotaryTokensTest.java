package dev.plimsoll.server.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.server.notary.NotaryTokens.Scope;
import dev.plimsoll.server.notary.NotaryTokens.TokenException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys: {@code ca} issued {@code leaf} (P-256); {@code rsa} and {@code other} stand alone. */
final class NotaryTokensTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final String CLAIMS =
      "{\"iss\":\"auth\",\"aud\":\"notary\",\"exp\":1798761700,\"nbf\":1798761500,\"access\":"
          + "[{\"type\":\"repository\",\"name\":\"plimsoll/web\",\"actions\":[\"push\",\"pull\"]}]}";

  @TempDir Path directory;
  private Optional<NotaryTokens> loaded = Optional.empty();

  @BeforeEach
  void load() throws Exception {
    Path bundle = directory.resolve("bundle.pem");
    Files.write(bundle, resource("ca.crt"));
    Files.write(bundle, resource("rsa.crt"), java.nio.file.StandardOpenOption.APPEND);
    loaded =
        Optional.of(
            NotaryTokens.load(
                new NotaryConfig.Tokens("https://auth/token", "auth", "notary", bundle)));
  }

  static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(NotaryTokensTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  static String certificate(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(NotaryTokensTest.class.getResourceAsStream(name + ".crt"))) {
      return Base64.getEncoder()
          .encodeToString(
              CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded());
    }
  }

  private static String fingerprint(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(NotaryTokensTest.class.getResourceAsStream(name + ".crt"))) {
      return TokenKeys.id(
          CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey());
    }
  }

  static String token(String header, String claims, String key) throws Exception {
    boolean rsa = key.equals("rsa");
    String pem =
        new String(resource(key + ".key"), StandardCharsets.US_ASCII)
            .replaceAll("-----[A-Z ]+-----|\\s", "");
    PrivateKey secret =
        KeyFactory.getInstance(rsa ? "RSA" : "EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String message =
        url.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    Signature signer =
        Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
    signer.initSign(secret);
    signer.update(message.getBytes(StandardCharsets.US_ASCII));
    return message + "." + url.encodeToString(signer.sign());
  }

  private static String chain(String alg, String... names) throws Exception {
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      list.append(list.isEmpty() ? "" : ",").append('"').append(certificate(name)).append('"');
    }
    return "{\"alg\":\"" + alg + "\",\"typ\":\"JWT\",\"x5c\":[" + list + "]}";
  }

  private NotaryTokens.Claims verify(String token) throws TokenException {
    return loaded.orElseThrow().verify(token, NOW);
  }

  @Test
  void takesAChainUnderTheBundle_withOrWithoutItsRoot() throws Exception {
    for (String header : new String[] {chain("ES256", "leaf"), chain("ES256", "leaf", "ca")}) {
      NotaryTokens.Claims claims = verify(token(header, CLAIMS, "leaf"));
      assertThat(claims.allows(Scope.of("plimsoll/web", "push", "pull"))).isTrue();
      assertThat(claims.allows(Scope.of("plimsoll/web", "*"))).isFalse();
      assertThat(claims.allows(Scope.of("plimsoll/web2", "pull"))).isFalse();
      assertThat(claims.allows(Scope.CATALOG)).isFalse();
    }
  }

  @Test
  void takesAKeyOfTheBundle_byItsFingerprint() throws Exception {
    String kid = fingerprint("rsa");
    assertThat(kid).matches("([A-Z2-7]{4}:){11}[A-Z2-7]{4}");
    verify(token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", CLAIMS, "rsa"));
    verify(token("{\"alg\":\"RS256\",\"jwk\":{\"kid\":\"" + kid + "\"}}", CLAIMS, "rsa"));
    verify(token(chain("RS256", "rsa"), CLAIMS, "rsa"));
  }

  @Test
  void refusesKeysThatTheTokenBrings() throws Exception {
    refused(token(chain("ES256", "other"), CLAIMS, "other"), "x5c leads to no certificate");
    refused(token(chain("ES256", "other", "ca"), CLAIMS, "other"), "x5c leads to no certificate");
    refused(token(chain("ES256", "leaf"), CLAIMS, "other"), "does not verify");
    refused(
        token("{\"alg\":\"ES256\",\"kid\":\"" + fingerprint("other") + "\"}", CLAIMS, "other"),
        "not one of the bundle");
    refused(token("{\"alg\":\"ES256\"}", CLAIMS, "leaf"), "not one of the bundle");
    refused(token(chain("ES256"), CLAIMS, "leaf"), "0 certificates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "RS256", "ES384", ""})
  void refusesAnAlgorithmThatIsNotTheKeys(String alg) throws Exception {
    refused(token(chain(alg, "leaf"), CLAIMS, "leaf"), "alg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"iss\":\"auth\"|\"iss\":\"evil\"|another issuer",
        "\"aud\":\"notary\"|\"aud\":\"registry\"|another service",
        "\"aud\":\"notary\"|\"aud\":[]|another service",
        "\"exp\":1798761700|\"exp\":1798761500|expired",
        "\"nbf\":1798761500|\"nbf\":1798761700|not valid yet",
        "\"exp\":1798761700,||malformed",
        "\"iss\":\"auth\",||malformed"
      })
  void refusesClaims(String text, @org.jspecify.annotations.Nullable String with, String message)
      throws Exception {
    String changed = CLAIMS.replace(text, with == null ? "" : with);
    assertThat(changed).isNotEqualTo(CLAIMS);
    refused(token(chain("ES256", "leaf"), changed, "leaf"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b.c", "a.b", "a.b.c.d", "e30.e30.", "W10.W10.AA"})
  void refusesWhatIsNoToken(String token) {
    refused(token, "");
  }

  @Test
  void anAudienceMayBeAList_andAccessMayBeMissing() throws Exception {
    String claims =
        CLAIMS.replace("\"notary\"", "[\"x\",\"notary\"]").replaceFirst(",\"access\".*]}]", "");
    assertThat(
            verify(token(chain("ES256", "leaf"), claims, "leaf"))
                .allows(Scope.of("plimsoll/web", "pull")))
        .isFalse();
  }

  private void refused(String token, String message) {
    assertThatThrownBy(() -> verify(token))
        .isInstanceOf(TokenException.class)
        .hasMessageContaining(message);
  }
}
