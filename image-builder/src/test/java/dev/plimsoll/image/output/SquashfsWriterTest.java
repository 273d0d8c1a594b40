package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import dev.plimsoll.image.tool.ExternalTool;
import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
