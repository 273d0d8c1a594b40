package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.plimsoll.image.testing.FakeKernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressionTest {
  /** Some text and some noise (seed 7), so that every codec has blocks of both kinds. */
  private static final byte[] PLAIN = plain();

  private static byte[] plain() {
    byte[] noise = new byte[3000];
    new Random(7).nextBytes(noise);
    byte[] text = "some text, and again. ".repeat(300).getBytes(StandardCharsets.US_ASCII);
    return join(text, noise);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static byte[] pack(Compression codec, byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (codec) {
      case NONE -> out.write(plain);
      case GZIP -> out.write(FakeKernel.gzip(plain));
      case XZ -> {
        try (OutputStream xz = new XZOutputStream(out, new LZMA2Options(1))) {
          xz.write(plain);
        }
      }
      case ZSTD -> {
        try (ZstdOutputStream zstd = new ZstdOutputStream(out, 3)) {
          zstd.setChecksum(true);
          zstd.write(plain);
        }
      }
    }
    return out.toByteArray();
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (InputStream in = Compression.unpack(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  private static void refuses(byte[] packed, String as) {
    assertThatThrownBy(() -> unpack(packed))
        .as(as)
        .isInstanceOfSatisfying(
            IOException.class, e -> assertThat(Compression.isDamage(e)).as("%s", e).isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatTheCodecWrote(Compression codec) throws IOException {
    assertThat(unpack(pack(codec, PLAIN))).isEqualTo(PLAIN);
    assertThat(unpack(pack(codec, new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void readsMembersOneAfterTheOther(Compression codec) throws IOException {
    byte[] packed = pack(codec, PLAIN);
    assertThat(unpack(join(packed, packed))).isEqualTo(join(PLAIN, PLAIN));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void refusesStream_whenCutAnywhere(Compression codec) throws IOException {
    byte[] packed = pack(codec, PLAIN);
    for (int length = 6; length < packed.length; length += length < 40 ? 1 : 97) {
      refuses(Arrays.copyOf(packed, length), codec + " cut at " + length);
    }
    for (int length = packed.length - 12; length < packed.length; length++) {
      refuses(Arrays.copyOf(packed, length), codec + " cut at " + length);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void refusesStream_whenOtherBytesFollow(Compression codec) throws IOException {
    byte[] packed = pack(codec, PLAIN);
    refuses(join(packed, "garbage".getBytes(StandardCharsets.US_ASCII)), codec + " and text");
    refuses(join(packed, new byte[] {1, 2, 3}), codec + " and three bytes");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void refusesStream_whenItsSumDiffers(Compression codec) throws IOException {
    byte[] packed = pack(codec, PLAIN);
    byte[] changed = packed.clone();
    changed[packed.length - 6] ^= 1;
    refuses(changed, codec + " with another sum");
  }

  /** One raw block of one byte in a frame that asks for a window of 2^{@code log} bytes. */
  private static byte[] zstdOfWindow(int log) {
    byte window = (byte) (log - 10 << 3); // RFC 8878, section 3.1.1.1.2
    return new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, window, 9, 0, 0, 'x'};
  }

  @Test
  void refusesZstd_whenItsWindowTakesTooMuchMemory() throws IOException {
    assertThat(unpack(zstdOfWindow(27))).containsExactly('x');
    refuses(zstdOfWindow(28), "a window of 256 MiB");
    refuses(zstdOfWindow(41), "a window of 2 TiB");
  }

  @Test
  void readsGzip_withEveryKindOfHeaderField() throws IOException {
    byte[] gzip = FakeKernel.gzip(PLAIN);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gzip, 0, 3);
    out.write(4 | 8 | 16 | 2);
    out.write(gzip, 4, 6);
    out.write(new byte[] {3, 0, 'x', 'y', 'z'});
    out.write("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[2]);
    out.write(gzip, 10, gzip.length - 10);
    assertThat(unpack(out.toByteArray())).isEqualTo(PLAIN);
  }
}
