package dev.plimsoll.formats;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest, written {@code sha256:<64 lower-case hex>} everywhere (OCI image-spec 1.1,
 * descriptor.md). The only algorithm that Plimsoll accepts.
 */
public record Digest(String hex) implements Comparable<Digest> {
  private static final int HEX_LENGTH = 64;
  private static final String PREFIX = "sha256:";

  public Digest {
    if (!isHex(hex)) {
      throw new IllegalArgumentException(
          "not 64 lower-case hex digits: " + FormatException.quote(hex));
    }
  }

  /** Whether {@code text} is 64 lower-case hex digits; by hand, because every request has three. */
  public static boolean isHex(String text) {
    if (text.length() != HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < HEX_LENGTH; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** Parses {@code sha256:<hex>}. */
  public static Digest parse(String text) throws FormatException {
    if (!text.startsWith(PREFIX)) {
      throw new FormatException(
          "digest " + FormatException.quote(text) + " does not start with \"sha256:\"");
    }
    return parseHex(text.substring(PREFIX.length()));
  }

  /** Parses the 64 hex digits alone. */
  public static Digest parseHex(String hex) throws FormatException {
    if (!isHex(hex)) {
      throw new FormatException(
          "digest " + FormatException.quote(hex) + " is not 64 lower-case hex digits");
    }
    return new Digest(hex);
  }

  public static Digest of(byte[] content) {
    return ofHash(newSha256().digest(content));
  }

  /** Reads {@code in} to its end, blocking; does not close it. */
  public static Digest of(InputStream in) throws IOException {
    MessageDigest sha256 = newSha256();
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      sha256.update(buffer, 0, n);
    }
    return ofHash(sha256.digest());
  }

  /** Wraps the 32 bytes that a finished SHA-256 gave. */
  public static Digest ofHash(byte[] hash) {
    return new Digest(HexFormat.of().formatHex(hash));
  }

  /** The JDK's SHA-256 by name: other providers are six times slower. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256", "SUN");
    } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
