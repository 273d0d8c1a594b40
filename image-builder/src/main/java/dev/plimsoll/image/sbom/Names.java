package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.layer.Attributes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/** Identifiers that come from content alone. */
final class Names {
  /** For documents of this builder; itself a v5 of the URL below in RFC 9562's URL namespace. */
  private static final UUID NAMESPACE =
      v5(
          UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8"),
          "https://plimsoll.dev/sbom".getBytes(StandardCharsets.UTF_8));

  private Names() {}

  /** The time of generated files: an SBOM must not tell when it was made. */
  static String created() {
    return Instant.ofEpochSecond(Attributes.GENERATED_TIME).toString();
  }

  static UUID document(String format, Digest content) {
    return v5(NAMESPACE, (format + "\n" + content).getBytes(StandardCharsets.UTF_8));
  }

  /** Fit for SPDX identifiers and CycloneDX references, unique in a document. */
  static String of(SoftwarePackage found) {
    String clean = found.name().replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^-+|-+$", "");
    String start = clean.length() > 60 ? clean.substring(0, 60) : clean;
    return found.kind().name().toLowerCase(java.util.Locale.ROOT)
        + "-"
        + start
        + "-"
        + Bytes.ofUtf8(found.key()).digest().hex().substring(0, 16);
  }

  /** RFC 9562 §5.5. */
  static UUID v5(UUID namespace, byte[] name) {
    MessageDigest sha1;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
    ByteBuffer prefix = ByteBuffer.allocate(16);
    prefix.putLong(namespace.getMostSignificantBits());
    prefix.putLong(namespace.getLeastSignificantBits());
    sha1.update(prefix.array());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name));
    long high = hash.getLong() & ~0xf000L | 0x5000L;
    long low = hash.getLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
