package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.util.Optional;

/** EFI zboot (drivers/firmware/efi/libstub/zboot-header.S): {@code MZ}, {@code zimg} at 4. */
final class Zboot {
  private static final int SIZE_TRAILER = 4;

  private Zboot() {}

  static boolean matches(Head head) {
    return head.has(0, "MZ") && head.has(4, "zimg");
  }

  static KernelContents read(String where, KernelFile file) throws FormatException, IOException {
    Head head = new Head(file.peek(0, 64));
    long at = head.u32(8);
    long length = head.u32(12);
    String type = head.text(0x18, 32);
    if (length == 0 || at + length > file.size()) {
      throw new FormatException(
          where,
          "EFI zboot image: its header puts a payload of "
              + length
              + " bytes at "
              + at
              + ", the file has "
              + file.size()
              + ": it is cut off, or the header is wrong");
    }
    KernelFile packed = file.window(at, length);
    Compression compression = compression(where, type, new Head(packed.peek(0, 16)));
    Payload payload =
        new Payload(
            where,
            Kind.ZBOOT.words(),
            compression,
            packed,
            size(file, at, length, packed, compression));
    IkconfigScanner.Found found = scan(payload);
    Optional<String> arch = RawImage.arch(found.head());
    return Ikconfig.contents(
        where,
        Kind.ZBOOT,
        found.config(),
        found.release(),
        arch.isPresent() ? arch : PeSections.read(where, file).flatMap(PeSections::arch));
  }

  /**
   * The header's size leaves the appended size out (ZBOOT_SIZE_LEN). Images made by other means
   * count it in; there the last four bytes are it.
   */
  private static IkconfigScanner.Found scan(Payload payload) throws FormatException, IOException {
    try {
      return payload.scan();
    } catch (FormatException e) {
      KernelFile packed = payload.packed();
      if (payload.compression() == Compression.GZIP || packed.size() <= SIZE_TRAILER) {
        throw e;
      }
      long rest = packed.size() - SIZE_TRAILER;
      long size = new Head(packed.peek(rest, SIZE_TRAILER)).u32(0);
      try {
        return new Payload(
                payload.where(),
                payload.words(),
                payload.compression(),
                packed.window(0, rest),
                Optional.of(size))
            .scan();
      } catch (FormatException other) {
        throw e;
      }
    }
  }

  private static Compression compression(String where, String type, Head start)
      throws FormatException {
    Optional<Compression> found = Compression.find(start);
    if (found.isEmpty() || !type.startsWith(found.get().wire())) {
      throw new FormatException(
          where,
          "EFI zboot image: its header says "
              + FormatException.quote(type)
              + ", its payload starts as "
              + found.map(Compression::wire).orElse("no known compression"));
    }
    return found.get();
  }

  /** gzip has the size in its own trailer; after the others the image has it. */
  private static Optional<Long> size(
      KernelFile file, long at, long length, KernelFile packed, Compression compression)
      throws IOException {
    if (compression == Compression.GZIP) {
      return Optional.of(new Head(packed.peek(length - SIZE_TRAILER, SIZE_TRAILER)).u32(0));
    }
    byte[] trailer = file.peek(at + length, SIZE_TRAILER);
    return trailer.length == SIZE_TRAILER
        ? Optional.of(new Head(trailer).u32(0))
        : Optional.empty();
  }
}
