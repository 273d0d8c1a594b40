package dev.plimsoll.kernel.source;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Foreign bytes give contents, a {@link FormatException} or an IOException, and nothing else. */
class KernelReaderFuzzTest {
  private static final int ENOUGH = 1 << 20;

  @FuzzTest
  void image(byte[] file) throws IOException {
    try {
      KernelContents c = KernelReader.readFile("fuzz", KernelFile.of(Bytes.copyOf(file)));
      if (c.config().isEmpty() && c.missing().isEmpty()) {
        throw new AssertionError("no configuration, and no word why");
      }
    } catch (FormatException e) {
      if (e.getMessage().contains("\n")) {
        throw new AssertionError("more than one line", e);
      }
    }
  }

  @FuzzTest
  void bzip2(byte[] packed) {
    unpack(Compression.BZIP2, packed);
  }

  @FuzzTest
  void lz4(byte[] packed) {
    unpack(Compression.LZ4, packed);
  }

  @FuzzTest
  void lzop(byte[] packed) {
    unpack(Compression.LZO, packed);
  }

  @FuzzTest
  void tar(byte[] archive) {
    try {
      TarFiles files = new TarFiles(new ByteArrayInputStream(archive), ENOUGH);
      while (files.next().isPresent()) {
        files.read(ENOUGH);
      }
    } catch (IOException expected) {
      // fine
    }
  }

  private static void unpack(Compression compression, byte[] packed) {
    try (InputStream in = compression.open(new ByteArrayInputStream(packed))) {
      in.readNBytes(ENOUGH);
    } catch (IOException expected) {
      // fine
    }
  }
}
