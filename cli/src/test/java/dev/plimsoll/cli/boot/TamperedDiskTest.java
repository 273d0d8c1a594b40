package dev.plimsoll.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TamperedDiskTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void copy_differsInOneByte() throws IOException {
    byte[] content = new byte[5000];
    content[8] = 0x55;
    Path disk = Files.write(folder.resolve("disk"), content);
    byte[] copy =
        Files.readAllBytes(
            TamperedDisk.copy(disk, folder.resolve("copy"), TamperedDisk.SQUASHFS_TIME));
    assertThat(copy).hasSize(5000);
    assertThat(copy[8]).isEqualTo((byte) 0xaa);
    copy[8] = 0x55;
    assertThat(copy).isEqualTo(content);
    assertThat(Files.readAllBytes(disk)).isEqualTo(content);
  }

  @Test
  void offsetBehindTheEnd_isRefused() throws IOException {
    Path disk = Files.write(folder.resolve("disk"), new byte[3]);
    assertThatThrownBy(() -> TamperedDisk.copy(disk, folder.resolve("copy"), 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no byte 3");
  }
}
