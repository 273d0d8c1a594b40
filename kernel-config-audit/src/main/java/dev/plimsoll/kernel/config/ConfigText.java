package dev.plimsoll.kernel.config;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** The plain bytes of a configuration, whatever wrapping it came in. */
final class ConfigText {
  /** Zero bytes after the text, so that words can be read past its end. */
  static final int PADDING = 16;

  /** Text from {@code start} to {@code end}, then padding. */
  record Plain(byte[] bytes, int start, int end) {}

  private ConfigText() {}

  static Plain of(String where, Bytes input) throws FormatException {
    if (input.size() > KernelConfig.MAX_INPUT) {
      throw new FormatException(
          where,
          input.size()
              + " bytes; the limit for a kernel configuration is "
              + KernelConfig.MAX_INPUT
              + " (kernel config reader)");
    }
    byte[] padded = new byte[input.size() + PADDING];
    copy(input, padded);
    int size = input.size();
    if (size >= 2 && padded[0] == 0x1f && padded[1] == (byte) 0x8b) {
      byte[] inflated = inflate(where, padded, size);
      padded = inflated;
      size = inflated.length - PADDING;
    }
    if (size >= 2
        && ((padded[0] == -1 && padded[1] == -2) || (padded[0] == -2 && padded[1] == -1))) {
      throw new FormatException(where, "UTF-16 text, wanted a kernel configuration in ASCII");
    }
    boolean mark =
        size >= 3
            && padded[0] == (byte) 0xef
            && padded[1] == (byte) 0xbb
            && padded[2] == (byte) 0xbf;
    return new Plain(padded, mark ? 3 : 0, size);
  }

  private static void copy(Bytes input, byte[] target) {
    try (InputStream in = input.openStream()) {
      in.readNBytes(target, 0, input.size());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("bytes in memory", e);
    }
  }

  private static byte[] inflate(String where, byte[] packed, int size) throws FormatException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed, 0, size), 1 << 16)) {
      byte[] text = in.readNBytes(KernelConfig.MAX_INFLATED + 1);
      if (text.length > KernelConfig.MAX_INFLATED) {
        throw new FormatException(
            where,
            "unpacks to more than "
                + KernelConfig.MAX_INFLATED
                + " bytes (limit of the kernel config reader)");
      }
      return Arrays.copyOf(text, text.length + PADDING);
    } catch (IOException e) {
      throw new FormatException(where + ": gzip data is damaged: " + e.getMessage(), e);
    }
  }
}
