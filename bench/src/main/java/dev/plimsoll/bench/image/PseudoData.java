package dev.plimsoll.bench.image;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Bytes that follow from a name alone. gzip -6 shrinks programs to 26 % and zstd -3 to 31 %, like
 * the modules of Debian's kernel; noise does not shrink at all.
 */
final class PseudoData {
  /** How far back a repetition reaches; less than gzip's window of 32 KiB. */
  private static final int REACH = 24 << 10;

  private PseudoData() {}

  private static SplittableRandom seeded(String name) {
    CRC32C crc = new CRC32C();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(crc.getValue());
  }

  /** Like compiled code: a few new bytes, then some that came before, and so on. */
  static byte[] program(String name, int size) {
    SplittableRandom random = seeded(name);
    byte[] data = new byte[size];
    for (int at = 0; at < size; ) {
      int fresh = Math.min(1 + random.nextInt(10), size - at);
      for (int i = 0; i < fresh; i++, at++) {
        double u = random.nextDouble();
        data[at] = (byte) (u * u * u * 256); // small values are frequent in code
      }
      int back = 1 + random.nextInt(Math.min(at, REACH));
      int repeat = Math.min(8 + random.nextInt(34), Math.min(back, size - at));
      System.arraycopy(data, at - back, data, at, repeat);
      at += repeat;
    }
    return data;
  }

  /** Like what is compressed already. */
  static byte[] noise(String name, int size) {
    byte[] data = new byte[size];
    seeded(name).nextBytes(data);
    return data;
  }

  /** Noise with the header of a bzImage (x86 boot protocol) of Linux {@code release}. */
  static byte[] kernel(String release, int size) {
    byte[] image = noise("kernel " + release, size);
    System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, image, 0x202, 4);
    image[0x20e] = 0x00; // the version's offset less 0x200, little-endian
    image[0x20f] = 0x02;
    byte[] text = (release + " (bench) #1 SMP\0").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, image, 0x400, text.length);
    return image;
  }
}
