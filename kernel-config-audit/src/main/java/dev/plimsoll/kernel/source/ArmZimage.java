package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * 32-bit arm zImage (arch/arm/boot/compressed/head.S, vmlinux.lds.S): magic at 0x24, since 4.15 a
 * table that says where the payload ends. Where it starts no header says: it is the first place
 * before that end from which all of it unpacks to the size that stands there.
 */
final class ArmZimage {
  private static final long MAGIC = 0x016f2818L;
  private static final long HAS_TABLE = 0x45454545L;
  private static final long KERNEL_SIZE = 0x5a534c4bL;
  private static final int LOOK = 256 << 10;
  private static final int MAX_TRIES = 16;
  private static final int SIZE_TRAILER = 4;

  private ArmZimage() {}

  static boolean matches(Head head) {
    return head.u32(0x24) == MAGIC;
  }

  static KernelContents read(String where, KernelFile file) throws FormatException, IOException {
    Head head = new Head(file.peek(0, 64));
    long length = head.u32(0x2c) - head.u32(0x28);
    if (length <= 0 || length > file.size()) {
      throw new FormatException(
          where,
          "arm zImage: its header says "
              + length
              + " bytes, the file has "
              + file.size()
              + ": it is cut off, or the header is wrong");
    }
    long end = end(where, file, head, length);
    long size = new Head(file.peek(end - SIZE_TRAILER, SIZE_TRAILER)).u32(0);
    Head start = new Head(file.peek(0, (int) Math.min(LOOK, end)));
    int tries = 0;
    for (int at = 64; at < start.bytes().length && tries < MAX_TRIES; at++) {
      Head here =
          new Head(Arrays.copyOfRange(start.bytes(), at, Math.min(at + 16, start.bytes().length)));
      Optional<Compression> compression = Compression.find(here);
      if (compression.isPresent()) {
        tries++;
        Optional<IkconfigScanner.Found> found =
            unpack(where, file, at, end, size, compression.get());
        if (found.isPresent()) {
          return Ikconfig.contents(
              where,
              Kind.ARM_ZIMAGE,
              found.get().config(),
              found.get().release(),
              Optional.of("arm"));
        }
      }
    }
    throw new FormatException(
        where,
        "arm zImage: nothing in it unpacks to the "
            + size
            + " bytes that it should: it is damaged, or of a kind that is not known");
  }

  private static long end(String where, KernelFile file, Head head, long length)
      throws FormatException, IOException {
    Head table = new Head(file.peek(head.u32(0x38), 16));
    if (head.u32(0x34) != HAS_TABLE || table.u32(4) != KERNEL_SIZE) {
      throw new FormatException(
          where, "arm zImage without a table that says where its kernel ends (Linux 4.15)");
    }
    long end = table.u32(8) + SIZE_TRAILER;
    if (end > length || end < 64 + SIZE_TRAILER) {
      throw new FormatException(
          where, "arm zImage: its table puts the end of the kernel at " + end + ", outside of it");
    }
    return end;
  }

  /** Empty when what starts there is no whole payload, as a magic in code is none. */
  private static Optional<IkconfigScanner.Found> unpack(
      String where, KernelFile file, long at, long end, long size, Compression compression) {
    long packed = end - at - (compression == Compression.GZIP ? 0 : SIZE_TRAILER);
    if (packed <= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Payload(
                  where,
                  Kind.ARM_ZIMAGE.words(),
                  compression,
                  file.window(at, packed),
                  Optional.of(size))
              .scan());
    } catch (FormatException e) {
      return Optional.empty();
    }
  }
}
