package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import dev.plimsoll.kernel.source.KernelContents.Text;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds out what a file is by its header and reads what it holds of a kernel. Compressed files are
 * looked into; a file in a file in a file is as deep as it goes.
 *
 * <p>Limits: configuration 4 MiB, kernel 256 MiB unpacked, package 4 GiB unpacked. Blocking, and
 * for images the work of a tenth of a second: not for event loops. Thread-safe.
 */
public final class KernelReader {
  private static final String ELF = "\u007fELF";
  private static final int MAX_DEPTH = 4;
  private static final int MAX_LINE = 64 << 10;
  private static final int LOOK = 4096;

  private final int depth;

  private KernelReader(int depth) {
    this.depth = depth;
  }

  /**
   * Reads a file.
   *
   * @param where names the file in messages and findings
   * @throws FormatException one line that says what the file is, what is wrong with it and where;
   *     an image without a configuration is no error but {@link KernelContents#missing}
   */
  public static KernelContents readFile(String where, KernelFile file)
      throws FormatException, IOException {
    return new KernelReader(0).read(where, file);
  }

  KernelContents read(String where, KernelFile file) throws FormatException, IOException {
    if (depth > MAX_DEPTH) {
      throw new FormatException(
          where, "files in files, deeper than " + MAX_DEPTH + " (kernel image reader)");
    }
    KernelReader inner = new KernelReader(depth + 1);
    Head head = new Head(file.peek(0, LOOK));
    if (DebPackage.matches(head)) {
      return DebPackage.read(where, file, inner);
    }
    if (head.has(0, ELF)) {
      return ElfKernel.read(where, file);
    }
    if (Zboot.matches(head)) {
      return Zboot.read(where, file);
    }
    if (BzImage.matches(head)) {
      return BzImage.read(where, file);
    }
    if (ArmZimage.matches(head)) {
      return ArmZimage.read(where, file);
    }
    Optional<Kind> raw = RawImage.kind(head);
    if (raw.isPresent()) {
      return RawImage.read(where, file, raw.get());
    }
    if (PeSections.matches(head)) {
      return pe(where, file, inner);
    }
    Optional<Compression> packed = Compression.find(head);
    return packed.isPresent() ? unpack(where, file, packed.get(), inner) : text(where, file, head);
  }

  private static KernelContents pe(String where, KernelFile file, KernelReader inner)
      throws FormatException, IOException {
    Optional<PeSections> pe = PeSections.read(where, file);
    if (pe.isPresent() && UnifiedImage.matches(pe.get())) {
      return UnifiedImage.read(where, file, pe.get(), inner);
    }
    throw new FormatException(
        where,
        "an MZ file, but no kernel: neither bzImage nor Image nor EFI zboot, and no section .linux"
            + " as unified kernel images have");
  }

  /** A whole file that is packed: Image.gz, configs.ko.xz, config.gz. */
  private static KernelContents unpack(
      String where, KernelFile file, Compression packed, KernelReader inner)
      throws FormatException, IOException {
    try (InputStream in = new BufferedInputStream(packed.open(file.stream()), 2 * LOOK)) {
      in.mark(LOOK);
      Head head = new Head(in.readNBytes(LOOK));
      in.reset();
      Optional<Kind> raw = RawImage.kind(head);
      if (raw.isPresent()) {
        return RawImage.read(where, in, raw.get());
      }
      boolean text = isText(head);
      if (!text && !isKernel(head)) {
        throw unknown(where + ", unpacked", head);
      }
      int limit = text ? Ikconfig.MAX_CONFIG : (int) Payload.MAX_KERNEL;
      byte[] plain = in.readNBytes(limit + 1);
      if (plain.length > limit) {
        throw new FormatException(
            where,
            packed.wire()
                + " file that unpacks to more than "
                + limit
                + " bytes, the limit for a "
                + (text ? "kernel configuration" : "kernel")
                + " (kernel image reader)");
      }
      return inner.read(where, KernelFile.wrap(plain));
    } catch (IOException e) {
      throw Payload.damaged(where, packed.wire() + " data", e);
    }
  }

  private static KernelContents text(String where, KernelFile file, Head head)
      throws FormatException, IOException {
    if (!isText(head)) {
      throw unknown(where + ":1:1", head);
    }
    if (file.size() > Ikconfig.MAX_CONFIG) {
      throw tooLong(where, file);
    }
    byte[] text = file.peek(0, (int) file.size());
    return KernelContents.ofConfig(new Text(where, Bytes.copyOf(text)));
  }

  private static boolean isKernel(Head head) {
    return DebPackage.matches(head)
        || head.has(0, ELF)
        || Zboot.matches(head)
        || BzImage.matches(head)
        || ArmZimage.matches(head)
        || PeSections.matches(head)
        || Compression.find(head).isPresent();
  }

  private static FormatException unknown(String where, Head head) {
    byte[] start = Arrays.copyOf(head.bytes(), Math.min(8, head.bytes().length));
    return new FormatException(
        where,
        "neither a kernel configuration nor an image that is known (bzImage, arm zImage, arm64 and riscv"
            + " Image, EFI zboot, ELF, unified kernel image, Debian package, and these packed):"
            + " starts with "
            + Bytes.copyOf(start).hex());
  }

  /** UTF-16 counts as text, for the reader of configurations names it. */
  private static boolean isText(Head head) {
    int odd = 0;
    for (int i = 0; i < head.bytes().length; i++) {
      int b = head.u8(i);
      odd += b == 0 || b < 7 || b > 13 && b < 32 ? 1 : 0;
    }
    boolean utf16 = head.u16(0) == 0xfeff || head.u16(0) == 0xfffe;
    return utf16 || odd * 20 <= head.bytes().length;
  }

  /** Says which line makes it so, where one does. */
  private static FormatException tooLong(String where, KernelFile file) throws IOException {
    int line = 1;
    long inLine = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.stream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          inLine = buffer[i] == '\n' ? 0 : inLine + 1;
          line += buffer[i] == '\n' ? 1 : 0;
          if (inLine > MAX_LINE) {
            return new FormatException(
                where + ":" + line + ":1",
                "a line of more than " + MAX_LINE + " bytes (kernel config reader)");
          }
        }
      }
    }
    return new FormatException(
        where + ":1:1",
        file.size()
            + " bytes; the limit for a kernel configuration is "
            + Ikconfig.MAX_CONFIG
            + " (kernel config reader)");
  }
}
