package dev.plimsoll.server.notary;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which key signed a token, out of its header: {@code x5c}, a chain under the bundle (RFC 7515
 * §4.1.6), or {@code kid}, in the header or its {@code jwk}: libtrust's fingerprint of a key of the
 * bundle. A key that the token itself brings is never trusted.
 */
final class TokenKeys {
  private static final int MAX_CHAIN = 10;
  private static final int ID_BYTES = 30;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final List<X509Certificate> bundle;
  private final Map<String, PublicKey> byId = new HashMap<>();

  TokenKeys(List<X509Certificate> bundle) {
    this.bundle = List.copyOf(bundle);
    bundle.forEach(c -> byId.put(id(c.getPublicKey()), c.getPublicKey()));
  }

  PublicKey find(JsonObject header, Instant now)
      throws FormatException, NotaryTokens.TokenException {
    PublicKey key =
        header.find("x5c").isPresent() ? chained(header.array("x5c"), now) : named(header);
    boolean usable =
        key instanceof RSAPublicKey rsa
            ? rsa.getModulus().bitLength() >= 2048
            : key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == 256;
    if (!usable) {
      throw new NotaryTokens.TokenException("the token's key is neither RSA (2048) nor P-256");
    }
    return key;
  }

  private PublicKey named(JsonObject header) throws FormatException, NotaryTokens.TokenException {
    Optional<JsonObject> jwk = header.findObject("jwk");
    Optional<String> id = jwk.isPresent() ? jwk.get().findString("kid") : header.findString("kid");
    return id.map(byId::get)
        .orElseThrow(
            () -> new NotaryTokens.TokenException("the token's key is not one of the bundle"));
  }

  private PublicKey chained(List<JsonValue> encoded, Instant now)
      throws FormatException, NotaryTokens.TokenException {
    if (encoded.isEmpty() || encoded.size() > MAX_CHAIN) {
      throw new NotaryTokens.TokenException("x5c has " + encoded.size() + " certificates");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (JsonValue item : encoded) {
        byte[] der = Base64.getDecoder().decode(item.asString("x5c"));
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      X509Certificate leaf = chain.getFirst();
      leaf.checkValidity(Date.from(now));
      if (!bundle.contains(leaf)) {
        chain.removeIf(bundle::contains); // an anchor is no part of a path (RFC 5280 §6.1)
        Set<TrustAnchor> anchors = new HashSet<>();
        bundle.forEach(c -> anchors.add(new TrustAnchor(c, null)));
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false); // the scheme has none
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(chain), parameters);
      }
      return leaf.getPublicKey();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new NotaryTokens.TokenException("the token's x5c leads to no certificate we trust", e);
    }
  }

  /** Twelve groups of four of base32 over the first 240 bits of the SHA-256 of the key. */
  static String id(PublicKey key) {
    byte[] hash = Arrays.copyOf(Digest.of(key.getEncoded()).bytes(), ID_BYTES);
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : hash) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(BASE32.charAt((bits >> held) & 31));
        bits &= (1 << held) - 1;
      }
    }
    StringBuilder grouped = new StringBuilder();
    for (int i = 0; i < text.length(); i += 4) {
      grouped.append(i == 0 ? "" : ":").append(text, i, i + 4);
    }
    return grouped.toString();
  }
}
