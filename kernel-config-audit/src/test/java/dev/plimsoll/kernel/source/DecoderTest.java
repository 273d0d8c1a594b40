package dev.plimsoll.kernel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decoders of our own against what other programs wrote: {@code bzip2 -9} 1.0.8, {@code lz4 -l
 * -9} 1.9.4, {@code lzop -9} and {@code lzop -1 -F} 1.04, of {@code plain.txt}.
 */
class DecoderTest {
  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DecoderTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] unpack(Compression compression, byte[] packed) throws IOException {
    try (InputStream in = compression.open(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({"BZIP2,plain.bz2", "LZ4,plain.lz4", "LZO,lzop-9.lzo", "LZO,lzop-1.lzo"})
  void unpacksWhatThePeerPacked(Compression compression, String file) throws Exception {
    byte[] packed = resource(file);
    assertThat(Compression.find(new Head(Arrays.copyOf(packed, 16)))).contains(compression);
    assertThat(unpack(compression, packed)).isEqualTo(resource("plain.txt"));
  }

  @ParameterizedTest
  @CsvSource({"BZIP2,plain.bz2", "LZ4,plain.lz4", "LZO,lzop-9.lzo", "LZO,lzop-1.lzo"})
  void cutOffAnywhere_isAnIoException(Compression compression, String file) throws Exception {
    byte[] packed = resource(file);
    for (int length = 0; length < packed.length; length += 41) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(
              () -> {
                byte[] plain = unpack(compression, cut);
                // the legacy frame has no end mark: at a block's border it may well be whole
                assertThat(plain).hasSizeLessThan(60_000);
                throw new IOException("short");
              })
          .isInstanceOf(IOException.class);
    }
  }

  /** One byte changed: wrong data is told by the checksums that bzip2 and lzop have. */
  @ParameterizedTest
  @CsvSource({"BZIP2,plain.bz2,20", "LZO,lzop-9.lzo,60"})
  void damagedByte_isNeverReadAsGood(Compression compression, String file, int from)
      throws Exception {
    byte[] good = resource("plain.txt");
    byte[] packed = resource(file);
    for (int at = from; at < packed.length - 4; at += 53) {
      byte[] bad = packed.clone();
      bad[at] ^= 0x55;
      byte[] found;
      try {
        found = unpack(compression, bad);
      } catch (IOException e) {
        continue;
      }
      assertThat(found).as("changed at %d", at).isEqualTo(good);
    }
  }

  @Test
  void lz4_stopsAtTheAppendedSize() throws Exception {
    byte[] packed = Images.concat(resource("plain.lz4"), Images.le32(60_000));
    assertThat(unpack(Compression.LZ4, packed)).isEqualTo(resource("plain.txt"));
  }

  @Test
  void matchBeforeTheStart_isRefused() {
    // one literal, then a match 5 bytes back
    byte[] block = {0x10, 'a', 5, 0, 0};
    byte[] frame = Images.concat(Images.ascii("\u0002\u0021\u004c\u0018"), Images.le32(5), block);
    assertThatThrownBy(() -> unpack(Compression.LZ4, frame))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside of its block");
  }
}
