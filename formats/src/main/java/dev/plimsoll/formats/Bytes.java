package dev.plimsoll.formats;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * An immutable run of bytes. Equality is by content and not constant-time: never hold a secret in
 * one.
 */
public final class Bytes {
  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes copyOf(byte[] value) {
    return new Bytes(value.clone());
  }

  public static Bytes ofUtf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Standard base64 with padding, no line breaks, unused bits zero (RFC 4648 §4, §3.5): so that
   * each run of bytes has one text.
   */
  public static Bytes parseBase64(String text) throws FormatException {
    try {
      byte[] value = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(value).equals(text)) {
        return new Bytes(value);
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException("not standard base64: " + FormatException.quote(text), e);
    }
    throw new FormatException("not standard base64: " + FormatException.quote(text));
  }

  public static Bytes parseHex(String text) throws FormatException {
    try {
      return new Bytes(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new FormatException("not hexadecimal: " + FormatException.quote(text), e);
    }
  }

  public int size() {
    return value.length;
  }

  /** A fresh copy. */
  public byte[] toArray() {
    return value.clone();
  }

  /** A view without a copy, for those who read parts of something large. */
  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  /** All of {@code parts}, one after the other. */
  public static Bytes concat(List<ByteBuffer> parts) {
    int size = 0;
    for (ByteBuffer part : parts) {
      size = Math.addExact(size, part.remaining());
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (ByteBuffer part : parts) {
      all.put(part.duplicate());
    }
    return new Bytes(all.array());
  }

  public InputStream openStream() {
    return new ByteArrayInputStream(value);
  }

  public String utf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(value);
  }

  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  public Digest digest() {
    return Digest.of(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes b && Arrays.equals(value, b.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Bytes[" + value.length + "]";
  }
}
