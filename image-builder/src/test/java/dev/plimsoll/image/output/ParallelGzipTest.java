package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipTest {
  @TempDir Path directory;

  /** Text-like: runs of words, so that blocks profit from the window before them. */
  private static byte[] sample(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    byte[] words = new byte[4096];
    random.nextBytes(words);
    for (int i = 0; i < size; ) {
      int from = random.nextInt(words.length - 64);
      int length = Math.min(size - i, 1 + random.nextInt(63));
      System.arraycopy(words, from, bytes, i, length);
      i += length;
    }
    return bytes;
  }

  private static byte[] pack(byte[] content, int threads, int piece) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads);
        OutputStream out = new ParallelGzip(packed, 6, workers)) {
      for (int i = 0; i < content.length; i += piece) {
        out.write(content, i, Math.min(piece, content.length - i));
      }
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 15, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5_000_000})
  void isOneMember_whateverTheLength(int size) throws Exception {
    byte[] content = sample(size);
    byte[] packed = pack(content, 3, 10_007);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    Tools.require("gzip");
    Files.write(directory.resolve("a.gz"), packed);
    assertThat(Commands.run(directory, "gzip", "-t", "a.gz").status()).isZero();
  }

  @Test
  void threadsAndPiecesDoNotShowInTheBytes() throws IOException {
    byte[] content = sample(3_500_000);
    assertThat(pack(content, 1, 1 << 20))
        .isEqualTo(pack(content, 4, 999))
        .isEqualTo(pack(content, 2, 65_536));
  }

  @Test
  void isAboutAsSmallAsOneStream() throws IOException {
    byte[] content = sample(4_000_000);
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(one)) {
      out.write(content);
    }
    assertThat(pack(content, 2, 1 << 16).length).isLessThan(one.size() + one.size() / 100);
  }
}
