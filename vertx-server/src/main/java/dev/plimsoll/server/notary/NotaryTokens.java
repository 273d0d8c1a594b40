package dev.plimsoll.server.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The registry's token scheme (Docker Distribution, "Token Authentication Implementation"; RFC
 * 7519): a JWT, RS256 or ES256, by a key of the bundle or under one of its certificates.
 * Thread-safe.
 */
final class NotaryTokens {
  /** Clocks of the issuer and of this service may differ by so much, in seconds. */
  static final long LEEWAY_SECONDS = 60;

  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private final NotaryConfig.Tokens config;
  private final TokenKeys keys;

  private NotaryTokens(NotaryConfig.Tokens config, TokenKeys keys) {
    this.config = config;
    this.keys = keys;
  }

  /** A token that does not allow what is asked; the message never holds a part of it. */
  static final class TokenException extends Exception {
    private static final long serialVersionUID = 1L;

    TokenException(String message) {
      super(message);
    }

    TokenException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reads the certificate bundle. */
  static NotaryTokens load(NotaryConfig.Tokens config) throws IOException {
    List<X509Certificate> bundle = new ArrayList<>();
    try (InputStream in = Files.newInputStream(config.rootCertBundle())) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        bundle.add((X509Certificate) certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(config.rootCertBundle() + ": not PEM certificates", e);
    }
    if (bundle.isEmpty()) {
      throw new IOException(config.rootCertBundle() + ": holds no certificate");
    }
    return new NotaryTokens(config, new TokenKeys(bundle));
  }

  /** The {@code Www-Authenticate} that tells a client where to get a token for {@code scope}. */
  String challenge(Scope scope, Optional<String> error) {
    return "Bearer realm=\""
        + config.realm()
        + "\",service=\""
        + config.service()
        + "\",scope=\""
        + scope.text()
        + "\""
        + error.map(e -> ",error=\"" + e + "\"").orElse("");
  }

  /**
   * What is asked for.
   *
   * @param type {@code repository} or {@code registry}
   * @param actions all of them are needed
   */
  record Scope(String type, String name, List<String> actions) {
    static final Scope CATALOG = new Scope("registry", "catalog", List.of("*"));

    Scope {
      actions = List.copyOf(actions);
    }

    static Scope of(String gun, String... actions) {
      return new Scope("repository", gun, List.of(actions));
    }

    String text() {
      return type + ":" + name + ":" + String.join(",", actions);
    }
  }

  /** Checks signature, issuer, audience and times. */
  Claims verify(String token, Instant now) throws TokenException {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new TokenException("not a JWT of three parts");
    }
    try {
      JsonObject header = READER.parse("header", decode(parts[0])).asObject("header");
      JsonObject claims = READER.parse("claims", decode(parts[1])).asObject("claims");
      byte[] message = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      requireSignature(header, keys.find(header, now), message, decode(parts[2]));
      requireClaims(claims, now);
      return new Claims(claims);
    } catch (FormatException | IllegalArgumentException e) {
      throw new TokenException("malformed token", e);
    }
  }

  private static void requireSignature(JsonObject header, PublicKey key, byte[] message, byte[] sig)
      throws FormatException, TokenException {
    String wanted = key.getAlgorithm().equals("RSA") ? "RS256" : "ES256"; // never what it says
    if (!header.string("alg").equals(wanted)) {
      throw new TokenException("the token's alg is not " + wanted + ", that of its key");
    }
    try {
      Signature verifier =
          wanted.equals("RS256")
              ? Signature.getInstance("SHA256withRSA", "SunRsaSign")
              : Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC");
      verifier.initVerify(key);
      verifier.update(message);
      if (verifier.verify(sig)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new TokenException("the token's signature does not verify", e);
    }
    throw new TokenException("the token's signature does not verify");
  }

  private void requireClaims(JsonObject claims, Instant now)
      throws FormatException, TokenException {
    if (!claims.string("iss").equals(config.issuer())) {
      throw new TokenException("the token is by another issuer");
    }
    JsonValue audience = claims.require("aud");
    List<JsonValue> all = audience instanceof JsonArray a ? a.items() : List.of(audience);
    boolean ours = false;
    for (JsonValue one : all) {
      ours |= one.asString("aud").equals(config.service());
    }
    if (!ours) {
      throw new TokenException("the token is for another service");
    }
    long seconds = now.getEpochSecond();
    if (claims.integer("exp") < seconds - LEEWAY_SECONDS) {
      throw new TokenException("the token has expired");
    }
    if (claims.find("nbf").isPresent() && claims.integer("nbf") > seconds + LEEWAY_SECONDS) {
      throw new TokenException("the token is not valid yet");
    }
  }

  private static byte[] decode(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  /** What a verified token allows. */
  record Claims(JsonObject json) {
    boolean allows(Scope scope) {
      Set<String> granted = new TreeSet<>();
      try {
        for (JsonValue item : json.arrayOrEmpty("access")) {
          JsonObject access = item.asObject("access");
          if (access.string("type").equals(scope.type())
              && access.string("name").equals(scope.name())) {
            for (JsonValue action : access.array("actions")) {
              granted.add(action.asString("action"));
            }
          }
        }
      } catch (FormatException e) {
        return false;
      }
      return granted.containsAll(scope.actions());
    }
  }
}
