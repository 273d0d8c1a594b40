package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioWriterTest {
  @TempDir Path directory;

  private static byte[] write() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CpioWriter.write(Trees.sample(), out);
    return out.toByteArray();
  }

  @Test
  void unpacksWithCpio_linksAndModesKept() throws Exception {
    Tools.require("cpio");
    Files.write(directory.resolve("a.cpio"), write());
    Path target = Files.createDirectory(directory.resolve("out"));
    Commands.Result result =
        Commands.run(target, "cpio", "-idm", "--no-absolute-filenames", "-F", "../a.cpio");
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(Files.readString(target.resolve("bin/twin"))).isEqualTo("#!/bin/sh\n");
    assertThat(Files.getAttribute(target.resolve("bin/tool"), "unix:ino"))
        .isEqualTo(Files.getAttribute(target.resolve("bin/twin"), "unix:ino"));
    assertThat((int) Files.getAttribute(target.resolve("bin/tool"), "unix:mode") & 0777)
        .isEqualTo(0755);
    assertThat(Files.readSymbolicLink(target.resolve("bin/link"))).isEqualTo(Path.of("tool"));
    assertThat(Files.size(target.resolve(Trees.LONG_PATH))).isEqualTo(5000);
  }

  @Test
  void isPaddedAndRepeatable() throws Exception {
    assertThat(write().length % 512).isZero();
    assertThat(write()).isEqualTo(write());
  }

  @Test
  void refusesExtendedAttributes_insteadOfDroppingThem() {
    assertThatThrownBy(
            () ->
                CpioWriter.write(
                    Trees.sample(Map.of("security.capability", Bytes.ofUtf8("x"))),
                    new ByteArrayOutputStream()))
        .isInstanceOf(LayerException.class)
        .hasMessageStartingWith(
            "test: \"/bin/tool\" has the extended attribute \"security.capability\", which an"
                + " initramfs cannot carry");
  }
}
