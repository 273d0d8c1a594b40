package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One pass over the unpacked bytes of a kernel, in windows of 1 MiB: the configuration between
 * {@code IKCFG_ST} and {@code IKCFG_ED} (kernel/configs.c) and the banner {@code Linux version …}.
 * Memory does not grow with the kernel. Used once.
 */
final class IkconfigScanner {
  /** Largest packed configuration, bytes; a distribution's is 80 kB. */
  static final int MAX_PACKED = 4 << 20;

  private static final byte[] START = ascii("IKCFG_ST\u001f\u008b\u0008");
  private static final byte[] END = ascii("IKCFG_ED");
  private static final byte[] BANNER = ascii("Linux version ");
  private static final int MARKER = 8;
  private static final int WINDOW = 1 << 20;

  /** What a window keeps of the one before, so that nothing is missed at the seam. */
  private static final int KEPT = 256;

  private final byte[] window = new byte[KEPT + WINDOW];
  private final byte[] head = new byte[64];
  private int headSize;
  private long total;
  private Optional<String> release = Optional.empty();
  private Optional<Bytes> config = Optional.empty();

  /**
   * What the kernel holds.
   *
   * @param config gzip, as between the markers
   * @param release of the banner, e.g. {@code 6.1.0-56-cloud-amd64}
   * @param head the first 64 bytes
   * @param size bytes in all
   */
  record Found(Optional<Bytes> config, Optional<String> release, Head head, long size) {}

  /**
   * Reads {@code in} to its end.
   *
   * @throws IOException also when there are more than {@code limit} bytes, or a configuration that
   *     starts and does not end
   */
  Found scan(InputStream in, long limit) throws IOException {
    int kept = 0;
    while (true) {
      int n = in.readNBytes(window, kept, WINDOW);
      total += n;
      if (total > limit) {
        throw new LimitException("it unpacks to more than " + limit + " bytes");
      }
      remember(kept, n);
      int end = kept + n;
      look(in, end, limit);
      if (n < WINDOW) {
        break;
      }
      kept = Math.min(KEPT, end);
      System.arraycopy(window, end - kept, window, 0, kept);
    }
    return new Found(config, release, new Head(Arrays.copyOf(head, headSize)), total);
  }

  private void remember(int from, int n) {
    int more = Math.min(head.length - headSize, n);
    if (more > 0) {
      System.arraycopy(window, from, head, headSize, more);
      headSize += more;
    }
  }

  private void look(InputStream in, int end, long limit) throws IOException {
    if (release.isEmpty()) {
      release = banner(window, end);
    }
    if (config.isEmpty()) {
      int at = indexOf(window, 0, end, START);
      if (at >= 0) {
        config = Optional.of(collect(in, at + MARKER, end, limit));
      }
    }
  }

  /** The banner whose next character is a digit; the format string of another has none. */
  private static Optional<String> banner(byte[] window, int end) {
    int at = indexOf(window, 0, end, BANNER);
    while (at >= 0) {
      int from = at + BANNER.length;
      int to = from;
      while (to < end && to - from < 128 && window[to] > ' ' && window[to] < 127) {
        to++;
      }
      boolean whole = to < end && window[to] == ' ';
      if (whole && to > from && window[from] >= '0' && window[from] <= '9') {
        return Optional.of(new String(window, from, to - from, StandardCharsets.US_ASCII));
      }
      at = indexOf(window, at + 1, end, BANNER);
    }
    return Optional.empty();
  }

  /**
   * What follows the start marker, up to the end marker; reads on where the window is too short.
   */
  private Bytes collect(InputStream in, int from, int end, long limit) throws IOException {
    byte[] packed = Arrays.copyOfRange(window, from, end);
    int searched = 0;
    while (true) {
      int at = indexOf(packed, searched, packed.length, END);
      if (at >= 0) {
        return Bytes.copyOf(Arrays.copyOf(packed, at));
      }
      if (packed.length > MAX_PACKED) {
        throw new IOException("its configuration has no end mark within " + MAX_PACKED + " bytes");
      }
      byte[] more = in.readNBytes(WINDOW);
      total += more.length;
      if (more.length == 0) {
        throw new IOException("its configuration is cut off: IKCFG_ST without IKCFG_ED");
      }
      if (total > limit) {
        throw new LimitException("it unpacks to more than " + limit + " bytes");
      }
      if (release.isEmpty()) {
        release = banner(more, more.length);
      }
      searched = Math.max(0, packed.length - MARKER);
      int old = packed.length;
      packed = Arrays.copyOf(packed, old + more.length);
      System.arraycopy(more, 0, packed, old, more.length);
    }
  }

  /** Horspool: skips as far as the last byte of the place allows. */
  static int indexOf(byte[] text, int from, int to, byte[] pattern) {
    int last = pattern.length - 1;
    int[] skip = new int[256];
    Arrays.fill(skip, pattern.length);
    for (int i = 0; i < last; i++) {
      skip[pattern[i] & 0xff] = last - i;
    }
    for (int p = from; p + last < to; p += skip[text[p + last] & 0xff]) {
      if (text[p + last] == pattern[last] && Arrays.equals(text, p, p + last, pattern, 0, last)) {
        return p;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
