package dev.plimsoll.verifier.notary;

import dev.plimsoll.verifier.Pem;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** X.509 version 3 certificates with a common name, as much DER as that takes. */
final class TestCertificates {
  private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
  private static final byte[] RSA_SHA256 =
      HexFormat.of().parseHex("300d06092a864886f70d01010b0500");
  private static final byte[] IS_CA =
      HexFormat.of().parseHex("a3133011300f0603551d130101ff040530030101ff");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private TestCertificates() {}

  /** Who a certificate is about. */
  record Subject(String commonName, PublicKey key, Kind kind) {}

  /** What a certificate may do. */
  enum Kind {
    LEAF,
    CA
  }

  /** From when to when. */
  record Validity(Instant from, Instant to) {}

  static String pem(Subject subject, Validity validity, String issuer, PrivateKey signer) {
    byte[] algorithm = signer.getAlgorithm().equals("RSA") ? RSA_SHA256 : ECDSA_SHA256;
    byte[] body =
        der(
            0x30,
            HexFormat.of().parseHex("a003020102"),
            der(0x02, BigInteger.valueOf(subject.hashCode()).abs().toByteArray()),
            algorithm,
            name(issuer),
            der(0x30, time(validity.from()), time(validity.to())),
            name(subject.commonName()),
            subject.key().getEncoded(),
            subject.kind() == Kind.CA ? IS_CA : new byte[0]);
    try {
      Signature signature =
          Signature.getInstance(
              signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(signer);
      signature.update(body);
      byte[] bits = der(0x03, new byte[] {0}, signature.sign());
      return Pem.encode("CERTIFICATE", der(0x30, body, algorithm, bits)).utf8();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] name(String commonName) {
    byte[] text = der(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
    return der(0x30, der(0x31, der(0x30, HexFormat.of().parseHex("0603550403"), text)));
  }

  private static byte[] time(Instant instant) {
    return der(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int size = content.size();
    if (size > 127) {
      out.write(size > 255 ? 0x82 : 0x81);
      if (size > 255) {
        out.write(size >> 8);
      }
    }
    out.write(size);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
