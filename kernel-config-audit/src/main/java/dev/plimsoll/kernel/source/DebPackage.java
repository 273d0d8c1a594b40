package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import dev.plimsoll.kernel.source.KernelContents.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Debian package (deb(5)): an ar archive whose {@code data.tar} has the files. Taken: {@code
 * boot/config-R} or {@code usr/lib/modules/R/config}, where it stands first; else the first kernel
 * or {@code configs.ko}, which is then read itself.
 */
final class DebPackage {
  private static final String MAGIC = "!<arch>\n";
  private static final int MEMBER_HEAD = 60;
  private static final int MAX_MEMBERS = 64;

  /** Largest sum of unpacked files, bytes; kernels with all modules have some 700 MB. */
  private static final long MAX_UNPACKED = 4L << 30;

  private static final Pattern CONFIG =
      Pattern.compile("(?:boot/config-|(?:usr/)?lib/modules/)([^/]{1,100}?)(?:/config)?");
  private static final Pattern KERNEL =
      Pattern.compile(
          "boot/vmlinu[xz]-.{1,100}|boot/Image.{0,100}|(?:usr/)?lib/modules/[^/]{1,100}/vmlinuz"
              + "|.{1,200}/configs\\.ko(?:\\.(?:xz|zst|gz))?");

  private DebPackage() {}

  static boolean matches(Head head) {
    return head.has(0, MAGIC);
  }

  static KernelContents read(String where, KernelFile file, KernelReader inner)
      throws FormatException, IOException {
    KernelFile data = member(where, file);
    Head start = new Head(data.peek(0, 16));
    Optional<Compression> packed = Compression.find(start);
    try (InputStream plain = data.stream();
        InputStream in = packed.isPresent() ? packed.get().open(plain) : plain) {
      return files(where, new TarFiles(in, MAX_UNPACKED), inner);
    } catch (IOException e) {
      throw Payload.damaged(where, "Debian package: its data", e);
    }
  }

  private static KernelContents files(String where, TarFiles tar, KernelReader inner)
      throws FormatException, IOException {
    Optional<KernelContents> kernel = Optional.empty();
    for (Optional<TarFiles.Entry> e = tar.next(); e.isPresent(); e = tar.next()) {
      String path = e.get().path();
      Matcher config = CONFIG.matcher(path);
      if (config.matches() && (path.startsWith("boot/") || path.endsWith("/config"))) {
        Bytes text = Bytes.copyOf(tar.read(Ikconfig.MAX_CONFIG));
        return new KernelContents(
            Kind.DEB,
            Optional.of(new Text(where + "!" + path, text)),
            Optional.empty(),
            Optional.of(config.group(1)),
            Optional.empty(),
            "",
            java.util.List.of());
      }
      if (KERNEL.matcher(path).matches()) {
        KernelFile image = KernelFile.wrap(tar.read((int) Payload.MAX_KERNEL));
        KernelContents found = inner.read(where + "!" + path, image).as(Kind.DEB);
        if (found.config().isPresent()) {
          return found;
        }
        kernel = Optional.of(found);
      }
    }
    return kernel.orElseThrow(
        () ->
            new FormatException(
                where,
                "Debian package without boot/config-VERSION and without a kernel:"
                    + " wanted one such as linux-image-VERSION"));
  }

  /** The member {@code data.tar}, packed or not. */
  private static KernelFile member(String where, KernelFile file)
      throws FormatException, IOException {
    long at = MAGIC.length();
    for (int i = 0; i < MAX_MEMBERS && at + MEMBER_HEAD <= file.size(); i++) {
      byte[] head = file.peek(at, MEMBER_HEAD);
      String text = new String(head, StandardCharsets.ISO_8859_1);
      long size = decimal(text.substring(48, 58).strip());
      long start = at + MEMBER_HEAD;
      if (!text.endsWith("`\n") || size < 0 || size > file.size() - start) {
        throw new FormatException(
            where,
            "Debian package: its ar member at byte " + at + " is cut off, or its header is wrong");
      }
      if (text.startsWith("data.tar")) {
        return file.window(start, size);
      }
      at = start + size + (size & 1);
    }
    throw new FormatException(where, "Debian package without data.tar, or cut off before it");
  }

  private static long decimal(String digits) {
    return digits.matches("\\d{1,10}") ? Long.parseLong(digits) : -1;
  }
}
