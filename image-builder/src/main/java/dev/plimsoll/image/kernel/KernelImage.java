package dev.plimsoll.image.kernel;

import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the first bytes of a bootable kernel say: x86 boot protocol 2.15, arm64 booting.rst, RISC-V
 * boot-image-header.rst, also packed with gzip as boards take them. Anything else is passed through
 * as it is, because only its boot loader knows.
 *
 * @param architecture empty when the format does not tell
 * @param release e.g. {@code 6.1.0-56-cloud-amd64}; empty when it is not found
 */
public record KernelImage(Optional<Architecture> architecture, Optional<String> release) {
  private static final int HEAD = 1 << 16;
  private static final int BANNER_CHUNK = 1 << 20;
  private static final long MAX_SEARCHED = 256L << 20;
  private static final Pattern RELEASE = Pattern.compile("[0-9][A-Za-z0-9._+~-]{0,199}");
  private static final Pattern BANNER =
      Pattern.compile("Linux version ([0-9][A-Za-z0-9._+~-]{0,199}) \\(");

  /** Looks at {@code image}; reads all of it only where the release is deep inside. */
  public static KernelImage of(Content image) throws IOException {
    byte[] head;
    try (InputStream in = Compression.unpack(image.open())) {
      head = in.readNBytes(HEAD);
    }
    if (at(head, 0x202, "HdrS")) {
      return new KernelImage(Optional.of(Architecture.AMD64), bzImageRelease(head));
    }
    if (at(head, 0x38, "ARM\u0064")) {
      return new KernelImage(Optional.of(Architecture.ARM64), banner(image));
    }
    if (at(head, 0x30, "RISCV")) {
      return new KernelImage(Optional.of(Architecture.RISCV64), banner(image));
    }
    return new KernelImage(Optional.empty(), Optional.empty());
  }

  private static boolean at(byte[] head, int offset, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.US_ASCII);
    return head.length >= offset + wanted.length
        && Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length);
  }

  /** {@code kernel_version}, a pointer at 0x20e. */
  private static Optional<String> bzImageRelease(byte[] head) {
    if (head.length < 0x210) {
      return Optional.empty();
    }
    int start = ((head[0x20e] & 0xff) | ((head[0x20f] & 0xff) << 8)) + 0x200;
    int end = start;
    while (end < head.length && head[end] > ' ' && head[end] < 0x7f) {
      end++;
    }
    String text =
        start < end ? new String(head, start, end - start, StandardCharsets.US_ASCII) : "";
    return Optional.of(text).filter(t -> RELEASE.matcher(t).matches());
  }

  /** The text that every uncompressed kernel has: {@code Linux version RELEASE (}. */
  private static Optional<String> banner(Content image) throws IOException {
    int overlap = 256;
    byte[] window = new byte[BANNER_CHUNK + overlap];
    int kept = 0;
    try (InputStream in = Compression.unpack(image.open())) {
      for (long searched = 0; searched < MAX_SEARCHED; searched += BANNER_CHUNK) {
        int n = in.readNBytes(window, kept, BANNER_CHUNK);
        Matcher found =
            BANNER.matcher(new String(window, 0, kept + n, StandardCharsets.ISO_8859_1));
        if (found.find()) {
          return Optional.of(found.group(1));
        }
        if (n < BANNER_CHUNK) {
          break;
        }
        System.arraycopy(window, kept + n - overlap, window, 0, overlap);
        kept = overlap;
      }
    }
    return Optional.empty();
  }
}
