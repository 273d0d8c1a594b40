package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import dev.plimsoll.image.tool.ExternalTool;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SquashfsWriterTest {
  @TempDir Path directory;

  private SquashfsWriter writer() {
    return new SquashfsWriter(new ExternalTool(directory, Duration.ofMinutes(5)));
  }

  @Test
  void keepsOwnersModesLinksAndAttributes() throws Exception {
    Tools.require("mksquashfs", "unsquashfs");
    Path image = directory.resolve("root.squashfs");
    writer().write(Trees.sample(Map.of("user.note", Bytes.ofUtf8("hello"))), image);
    String list = Commands.run(directory, "unsquashfs", "-lln", "root.squashfs").out();
    assertThat(list)
        .containsPattern("-rwsr-xr-x 0/0 +10 2017-04-18 16:30 squashfs-root/bin/tool")
        .containsPattern("drwxr-x--- 10/20 +\\d+ 2017-04-18 16:30 squashfs-root/etc")
        .containsPattern("drwxrwxrwt 0/0 .* squashfs-root/tmp")
        .containsPattern("lrwxrwxrwx 0/0 .* squashfs-root/bin/link -> tool")
        .containsPattern("drwxr-xr-x 0/0 +\\d+ 2017-04-18 16:30 squashfs-root\\n");
    assertThat(Commands.run(directory, "unsquashfs", "-cat", "root.squashfs", "bin/twin").out())
        .isEqualTo("#!/bin/sh\n");
  }

  @Test
  void writesTheSameBytes_whenRunAgain() throws Exception {
    Tools.require("mksquashfs");
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    writer().write(Trees.sample(), one);
    writer().write(Trees.sample(), two);
    assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
  }

  /** Many small files, which share blocks, beside files of several blocks. */
  private static FileTree busy() throws IOException {
    Random random = new Random(7);
    TreeBuilder tree = new TreeBuilder();
    for (int i = 0; i < 1500; i++) {
      byte[] noise = new byte[i % 50 == 0 ? 400_000 : random.nextInt(9000)];
      random.nextBytes(noise);
      Arrays.fill(noise, noise.length / 2, noise.length, (byte) i); // half of it compresses
      tree.add(
          "d" + i % 40 + "/f" + i,
          new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.copyOf(noise))),
          "test");
    }
    return tree.build();
  }

  @Test
  void writesTheSameBytes_onAnyNumberOfProcessors() throws Exception {
    Tools.require("mksquashfs");
    Path one = directory.resolve("one");
    FileTree tree = busy();
    writer().write(tree, one);
    for (int processors : new int[] {2, 4}) {
      Path more = directory.resolve("on" + processors);
      new ExternalTool(directory, Duration.ofMinutes(5))
          .run(SquashfsWriter.command(more, processors), stdin -> TarWriter.write(tree, stdin));
      assertThat(Files.mismatch(one, more)).as(processors + " processors").isEqualTo(-1);
    }
  }

  @Test
  void fails_whenAFileIsCutWhileItIsRead() throws Exception {
    Tools.require("mksquashfs");
    Path source = Files.write(directory.resolve("short"), new byte[10]);
    TreeBuilder tree = new TreeBuilder();
    tree.add(
        "a",
        new RegularFile(Attributes.generated(0644), new Content.Stretch(source, 0, 1000)),
        "test");
    assertThatThrownBy(() -> writer().write(tree.build(), directory.resolve("out")))
        .isInstanceOf(EOFException.class);
  }
}
