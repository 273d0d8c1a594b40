package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.util.Optional;

/** x86 bzImage (Documentation/arch/x86/boot.rst): the setup header says where the payload lies. */
final class BzImage {
  /** Bytes of the file that {@link #matches} and the header need. */
  static final int HEAD = 0x268;

  private static final int SECTOR = 512;
  private static final int DEFAULT_SETUP_SECTORS = 4;
  private static final int WITH_PAYLOAD = 0x208;
  private static final int WITH_XLOADFLAGS = 0x20c;
  private static final int MAX_PAYLOAD = 512 << 20;
  private static final int SIZE_TRAILER = 4;

  private BzImage() {}

  static boolean matches(Head head) {
    return head.has(0x202, "HdrS") && head.u16(0x1fe) == 0xaa55;
  }

  static KernelContents read(String where, KernelFile file) throws FormatException, IOException {
    Head head = new Head(file.peek(0, HEAD));
    Optional<String> release = release(file, head);
    int protocol = head.u16(0x206);
    if (protocol < WITH_PAYLOAD) {
      throw new FormatException(
          where,
          "bzImage with boot protocol "
              + (protocol >> 8)
              + "."
              + (protocol & 0xff)
              + ", wanted 2.8 or later, which says where the kernel lies");
    }
    KernelFile payload = payload(where, file, head);
    Head start = new Head(payload.peek(0, 16));
    if (start.has(0, "\u007fELF")) {
      return ElfKernel.read(where, payload).as(Kind.BZIMAGE);
    }
    Compression compression =
        Compression.find(start)
            .orElseThrow(
                () ->
                    new FormatException(
                        where, "bzImage: its payload starts with no known compression"));
    long size = new Head(payload.peek(payload.size() - SIZE_TRAILER, SIZE_TRAILER)).u32(0);
    // all but gzip, whose own trailer it is, have the size appended
    boolean appended = compression != Compression.GZIP;
    KernelFile packed = payload.window(0, payload.size() - (appended ? SIZE_TRAILER : 0));
    IkconfigScanner.Found found =
        new Payload(where, Kind.BZIMAGE.words(), compression, packed, Optional.of(size)).scan();
    return Ikconfig.contents(
        where,
        Kind.BZIMAGE,
        found.config(),
        release.isPresent() ? release : found.release(),
        arch(protocol, head, found.head()));
  }

  private static KernelFile payload(String where, KernelFile file, Head head)
      throws FormatException {
    int sectors = head.u8(0x1f1) == 0 ? DEFAULT_SETUP_SECTORS : head.u8(0x1f1);
    long at = (sectors + 1L) * SECTOR + head.u32(0x248);
    long length = head.u32(0x24c);
    if (length <= SIZE_TRAILER || length > MAX_PAYLOAD || at + length > file.size()) {
      throw new FormatException(
          where,
          "bzImage: its header puts a payload of "
              + length
              + " bytes at "
              + at
              + ", the file has "
              + file.size()
              + ": it is cut off, or the header is wrong");
    }
    return file.window(at, length);
  }

  /** {@code kernel_version}: a text such as {@code 6.1.0-56-cloud-amd64 (builder) #1 SMP …}. */
  private static Optional<String> release(KernelFile file, Head head) throws IOException {
    int pointer = head.u16(0x20e);
    if (pointer == 0) {
      return Optional.empty();
    }
    String text = new Head(file.peek(pointer + 0x200L, 256)).text(0, 256);
    String first = text.split(" ", 2)[0];
    return first.matches("\\d[\\w.+~-]{0,100}") ? Optional.of(first) : Optional.empty();
  }

  private static Optional<String> arch(int protocol, Head head, Head kernel) {
    Optional<String> elf = ElfKernel.arch(kernel);
    if (elf.isPresent() || protocol < WITH_XLOADFLAGS) {
      return elf;
    }
    return Optional.of((head.u16(0x236) & 1) != 0 ? "x86_64" : "x86_32");
  }
}
