package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checked against veritysetup of cryptsetup-bin, which shares no code with us. */
class VerityImageTest {
  private static final byte[] SALT =
      HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
  private static final String UUID = "01234567-89ab-8def-8123-456789abcdef";

  @TempDir Path directory;

  private Path data(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(directory.resolve("data"), content);
  }

  /** One level, exactly one full block of hashes, one more, two levels, not a whole block. */
  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 128 * 4096, 129 * 4096, 700 * 4096, 128 * 129 * 4096, 10_000})
  void writesTheTreeThatVeritysetupWrites(int bytes) throws Exception {
    Tools.require("veritysetup");
    Path ours = data(bytes);
    byte[] padded = Arrays.copyOf(Files.readAllBytes(ours), (bytes + 4095) / 4096 * 4096);
    Path theirs = Files.write(directory.resolve("theirs"), padded);
    VerityImage image =
        VerityImage.append(ours, SALT, HexFormat.of().parseHex(UUID.replace("-", "")));
    Commands.Result result =
        Commands.run(
            directory,
            List.of(
                "veritysetup",
                "format",
                "--hash-offset=" + padded.length,
                "--salt=" + HexFormat.of().formatHex(SALT),
                "--uuid=" + UUID,
                "theirs",
                "theirs"));
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out()).contains("Root hash:      \t" + image.rootHash());
    assertThat(image.hashOffset()).isEqualTo(padded.length);
    byte[] theirBytes = Files.readAllBytes(theirs);
    byte[] ourBytes = Files.readAllBytes(ours);
    assertThat(Arrays.copyOf(theirBytes, ourBytes.length)).isEqualTo(ourBytes);
  }

  @Test
  void isRefusedByVeritysetup_whenOneByteChanged() throws Exception {
    Tools.require("veritysetup");
    Path file = data(300 * 4096);
    VerityImage image = VerityImage.append(file, Digest.of(new byte[0]));
    List<String> verify =
        List.of(
            "veritysetup",
            "verify",
            "data",
            "data",
            image.rootHash(),
            "--hash-offset=" + image.hashOffset());
    assertThat(Commands.run(directory, verify).status()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    bytes[123_456] ^= 1;
    Files.write(file, bytes);
    assertThat(Commands.run(directory, verify).status()).isNotZero();
  }

  @Test
  void derivesSaltAndUuidFromTheContent() throws Exception {
    Digest content = Digest.of(new byte[] {1});
    Path first = data(40_960);
    VerityImage a = VerityImage.append(first, content);
    byte[] one = Files.readAllBytes(first);
    VerityImage b = VerityImage.append(data(40_960), content);
    assertThat(b).isEqualTo(a);
    assertThat(Files.readAllBytes(first)).isEqualTo(one);
    VerityImage other = VerityImage.append(data(40_960), Digest.of(new byte[] {2}));
    assertThat(other.rootHash()).isNotEqualTo(a.rootHash());
  }

  @Test
  void refusesAnEmptyImage() throws Exception {
    Path empty = data(0);
    assertThatThrownBy(() -> VerityImage.append(empty, Digest.of(new byte[0])))
        .isInstanceOf(IOException.class);
  }
}
