package dev.plimsoll.image.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar headers exactly as told, hostile ones too. Not thread-safe. */
public final class RawTar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public RawTar file(String name, String content) {
    return entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8));
  }

  public RawTar program(String name, byte[] content) {
    header(name, '0', "", content.length, 0755);
    return data(content);
  }

  public RawTar directory(String name) {
    header(name, '5', "", 0, 0755);
    return this;
  }

  public RawTar symlink(String name, String target) {
    return entry(name, '2', target, new byte[0]);
  }

  public RawTar hardLink(String name, String target) {
    return entry(name, '1', target, new byte[0]);
  }

  /** Any entry. */
  public RawTar entry(String name, char type, String link, byte[] content) {
    header(name, type, link, content.length, 0644);
    return data(content);
  }

  /** A header that promises {@code size} bytes and gives none. */
  public RawTar promise(String name, long size) {
    header(name, '0', "", size, 0644);
    return this;
  }

  /** A PAX record before the next entry. */
  public RawTar pax(String key, String value) {
    int rest = (key + value).getBytes(StandardCharsets.UTF_8).length + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    return entry(
        "pax", 'x', "", (length + " " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Several PAX records in one header: keys and values by turns. */
  public RawTar paxAll(String... keysAndValues) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      RawTar one = new RawTar().pax(keysAndValues[i], keysAndValues[i + 1]);
      byte[] block = one.unfinished();
      int length = Integer.parseInt(new String(block, 124, 11, StandardCharsets.US_ASCII), 8);
      records.write(block, 512, length);
    }
    return entry("pax", 'x', "", records.toByteArray());
  }

  /** An empty file whose name is any bytes. */
  public RawTar rawName(byte[] name) {
    return file(new String(name, StandardCharsets.ISO_8859_1), "", StandardCharsets.ISO_8859_1);
  }

  private RawTar file(String name, String content, Charset names) {
    header(name, '0', "", content.length(), 0644, names);
    return data(content.getBytes(StandardCharsets.UTF_8));
  }

  public RawTar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private RawTar data(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  private void header(String name, char type, String link, long size, int mode) {
    header(name, type, link, size, mode, StandardCharsets.UTF_8);
  }

  private void header(String name, char type, String link, long size, int mode, Charset names) {
    byte[] b = new byte[512];
    byte[] nameBytes = name.getBytes(names);
    System.arraycopy(nameBytes, 0, b, 0, Math.min(100, nameBytes.length));
    put(b, 100, 8, String.format("%07o", mode));
    put(b, 108, 8, "0000000");
    put(b, 116, 8, "0000000");
    put(b, 124, 12, String.format("%011o", size));
    put(b, 136, 12, "00000001750");
    b[156] = (byte) type;
    put(b, 157, 100, link);
    put(b, 257, 8, "ustar\00000");
    Arrays.fill(b, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte x : b) {
      sum += x & 0xff;
    }
    put(b, 148, 8, String.format("%06o\0 ", sum));
    out.writeBytes(b);
  }

  private static void put(byte[] block, int offset, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, offset, Math.min(length, bytes.length));
  }

  /** The archive without its end mark. */
  public byte[] unfinished() {
    return out.toByteArray();
  }

  /** The archive with its end mark. */
  public byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(out.toByteArray());
    all.writeBytes(new byte[1024]);
    return all.toByteArray();
  }
}
