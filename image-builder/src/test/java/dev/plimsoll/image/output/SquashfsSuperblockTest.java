package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The superblock of the real tool's image. */
final class SquashfsSuperblockTest {
  private static final long TIME = Attributes.GENERATED_TIME;

  @TempDir Path directory;

  private Path squashfs() throws Exception {
    Tools.require("mksquashfs");
    Path root = Files.createDirectories(directory.resolve("root"));
    Files.write(root.resolve("file"), new byte[10_000]);
    Commands.run(
        directory,
        "mksquashfs",
        "root",
        "a.img",
        "-quiet",
        "-no-progress",
        "-mkfs-time",
        Long.toString(TIME),
        "-all-time",
        Long.toString(TIME));
    return directory.resolve("a.img");
  }

  @Test
  void squashfs_isWholeAndMadeAtTheFixedTime() throws Exception {
    Path image = squashfs();
    SquashfsSuperblock read = SquashfsSuperblock.read(image);
    read.requireWhole(Files.size(image), TIME, "a.img");
    assertThat(read.time()).isEqualTo(TIME);
  }

  @Test
  void squashfsThatIsCutOrLate_isRefused() throws Exception {
    Path image = squashfs();
    SquashfsSuperblock read = SquashfsSuperblock.read(image);
    long size = Files.size(image);
    assertThatThrownBy(() -> read.requireWhole(size - 4096, TIME, "a.img"))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("its superblock says " + read.bytesUsed());
    assertThatThrownBy(() -> read.requireWhole(size, TIME + 1, "a.img"))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("wanted the fixed");
  }

  @Test
  void everyTruncation_isRefused() throws Exception {
    byte[] squashfs = Files.readAllBytes(squashfs());
    for (int n = 0; n < SquashfsSuperblock.SIZE; n++) {
      byte[] cut = Arrays.copyOf(squashfs, n);
      assertThatThrownBy(() -> SquashfsSuperblock.parse(cut, "a.img"))
          .isInstanceOf(IOException.class);
    }
  }
}
