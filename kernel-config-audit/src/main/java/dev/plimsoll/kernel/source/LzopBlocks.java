package dev.plimsoll.kernel.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * The file format of lzop (lzop 1.04, {@code conf.h} and {@code lzop.c}), big endian: a header,
 * then blocks with their unpacked and packed sizes, ended by a size of zero. Methods are LZO1X's. A
 * block is at most 8 MiB (lzop itself writes 256 KiB); the checksums of unpacked data are checked.
 */
final class LzopBlocks implements BlockStream.Blocks {
  private static final int MAGIC = 9;
  private static final int MAX_BLOCK = 8 << 20;
  private static final int FILTER = 0x800;
  private static final int ADLER_PLAIN = 0x1;
  private static final int ADLER_PACKED = 0x2;
  private static final int EXTRA_FIELD = 0x40;
  private static final int CRC_PLAIN = 0x100;
  private static final int CRC_PACKED = 0x200;
  private static final int VERSION_WITH_LEVEL = 0x940;

  private final InputStream in;
  private final int flags;
  private byte[] packed = new byte[0];
  private byte[] plain = new byte[0];

  LzopBlocks(InputStream in) throws IOException {
    this.in = in;
    skip(MAGIC);
    int version = (int) number(2);
    skip(2);
    boolean recent = version >= VERSION_WITH_LEVEL;
    if (recent) {
      skip(2);
    }
    int method = (int) number(1);
    if (method < 1 || method > 3) {
      throw new IOException("lzop method " + method + ", wanted LZO1X (1 to 3)");
    }
    if (recent) {
      skip(1);
    }
    this.flags = (int) number(4);
    if ((flags & FILTER) != 0) {
      throw new IOException("an lzop file with a filter");
    }
    skip(recent ? 12 : 8); // mode, time
    skip((int) number(1)); // name
    skip(4);
    if ((flags & EXTRA_FIELD) != 0) {
      long extra = number(4);
      if (extra > MAX_BLOCK) {
        throw new IOException("an lzop extra field of " + extra + " bytes");
      }
      skip((int) extra + 4);
    }
  }

  @Override
  public byte[] buffer() {
    return plain;
  }

  @Override
  public int next() throws IOException {
    long plainSize = number(4);
    if (plainSize == 0) {
      return -1;
    }
    long packedSize = number(4);
    if (plainSize > MAX_BLOCK || packedSize == 0 || packedSize > plainSize) {
      throw new IOException("an lzop block of " + packedSize + " to " + plainSize + " bytes");
    }
    long adler = (flags & ADLER_PLAIN) != 0 ? number(4) : -1;
    long crc = (flags & CRC_PLAIN) != 0 ? number(4) : -1;
    boolean stored = packedSize == plainSize;
    if (!stored) {
      skip(((flags & ADLER_PACKED) != 0 ? 4 : 0) + ((flags & CRC_PACKED) != 0 ? 4 : 0));
    }
    if (plain.length < plainSize) {
      plain = new byte[(int) plainSize];
    }
    int length = stored ? stored((int) packedSize) : unpacked((int) packedSize, (int) plainSize);
    check(new Adler32(), adler, length);
    check(new CRC32(), crc, length);
    return length;
  }

  private int stored(int size) throws IOException {
    if (in.readNBytes(plain, 0, size) < size) {
      throw new EOFException("an lzop block is cut off");
    }
    return size;
  }

  private int unpacked(int packedSize, int plainSize) throws IOException {
    if (packed.length < packedSize) {
      packed = new byte[packedSize];
    }
    if (in.readNBytes(packed, 0, packedSize) < packedSize) {
      throw new EOFException("an lzop block is cut off");
    }
    int length = new Lzo1x(packed, packedSize, plain, plainSize).unpack();
    if (length != plainSize) {
      throw new IOException("an lzop block has " + length + " bytes, its head says " + plainSize);
    }
    return length;
  }

  private void check(Checksum sum, long wanted, int length) throws IOException {
    if (wanted >= 0) {
      sum.update(plain, 0, length);
      if (sum.getValue() != wanted) {
        throw new IOException("the checksum of an lzop block is wrong");
      }
    }
  }

  private long number(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("lzop data is cut off");
      }
      value = value << 8 | b;
    }
    return value;
  }

  private void skip(int bytes) throws IOException {
    if (in.readNBytes(bytes).length < bytes) {
      throw new EOFException("lzop data is cut off");
    }
  }
}
