package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.FormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Says in words where two files begin to differ: the byte, and in a tar or an initramfs the entry
 * that holds it. Constant memory.
 */
final class Difference {
  private static final int BUFFER = 1 << 16;

  private Difference() {}

  /** Empty when the files are equal. */
  static Optional<String> between(Path recorded, Path rebuilt) throws IOException {
    OptionalLong at = firstByte(Files.newInputStream(recorded), Files.newInputStream(rebuilt));
    if (at.isEmpty()) {
      return Optional.empty();
    }
    String where = "differs from byte " + at.getAsLong() + " on";
    Optional<String> entry = entry(recorded, rebuilt);
    return Optional.of(where + entry.map(e -> ", in " + e).orElse(""));
  }

  private static Optional<String> entry(Path recorded, Path rebuilt) throws IOException {
    try (InputStream in = Unpacked.open(rebuilt)) {
      Optional<ArchiveEntries> entries = ArchiveEntries.of(in);
      if (entries.isEmpty()) {
        return Optional.empty();
      }
      OptionalLong at = firstByte(Unpacked.open(recorded), Unpacked.open(rebuilt));
      return at.isEmpty()
          ? Optional.of("how it is compressed")
          : Optional.of(entries.get().at(at.getAsLong()));
    } catch (EOFException | FormatException e) {
      return Optional.empty(); // what cannot be read as an archive has no entries
    } catch (IOException e) {
      return Optional.of("a stream that cannot be unpacked: " + e.getMessage());
    }
  }

  /** Closes both. */
  private static OptionalLong firstByte(InputStream left, InputStream right) throws IOException {
    try (InputStream a = new BufferedInputStream(left, BUFFER);
        InputStream b = new BufferedInputStream(right, BUFFER)) {
      long at = 0;
      for (; ; ) {
        byte[] x = a.readNBytes(BUFFER);
        byte[] y = b.readNBytes(BUFFER);
        int differs = Arrays.mismatch(x, y);
        if (differs >= 0) {
          return OptionalLong.of(at + differs);
        }
        if (x.length == 0) {
          return OptionalLong.empty();
        }
        at += x.length;
      }
    }
  }

  /** Text of a header field up to its first NUL. */
  static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
