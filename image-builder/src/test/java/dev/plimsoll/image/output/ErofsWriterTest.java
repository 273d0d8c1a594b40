package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErofsWriterTest {
  @TempDir Path directory;

  private static byte[] write(FileTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ErofsWriter.write(tree, out);
    return out.toByteArray();
  }

  private Path extract(FileTree tree) throws Exception {
    Tools.require("fsck.erofs");
    Files.write(directory.resolve("root.img"), write(tree));
    for (String option : List.of("--extract", "--extract=out")) {
      Commands.Result result = Commands.run(directory, "fsck.erofs", option, "root.img");
      assertThat(result.status()).as(result.out()).isZero();
      assertThat(result.out()).doesNotContain("rror");
    }
    return directory.resolve("out");
  }

  @Test
  void isExtractedByItsOwnTools() throws Exception {
    Path out = extract(Trees.sample(Map.of("security.capability", Bytes.ofUtf8("01234567"))));
    assertThat(out.resolve("bin/tool")).hasContent("#!/bin/sh\n");
    assertThat(Files.readSymbolicLink(out.resolve("bin/link"))).hasToString("tool");
    assertThat(out.resolve("etc/größe")).hasContent("öl");
    assertThat(out.resolve("etc/empty")).isEmptyFile();
    assertThat(out.resolve(Trees.LONG_PATH)).hasContent("x".repeat(5000));
    assertThat((int) Files.getAttribute(out.resolve("tmp"), "unix:mode") & 07777).isEqualTo(01777);
  }

  @Test
  void carriesEveryLengthAndManyEntries() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    Random random = new Random(7);
    int[] lengths = {1, 31, 2047, 2048, 2049, 4032, 4095, 4096, 4097, 6000, 8192, 100_000};
    byte[][] contents = new byte[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      contents[i] = new byte[lengths[i]];
      random.nextBytes(contents[i]);
      tree.add(
          "files/" + lengths[i],
          new RegularFile(
              new Attributes(0640, 12, 70_000, 1_600_000_000L + i, Map.of()),
              new Content.Inline(Bytes.copyOf(contents[i]))),
          "test");
    }
    for (int i = 0; i < 1000; i++) {
      tree.add("many/entry-" + "n".repeat(i % 100) + i, Trees.text("number " + i), "test");
    }
    tree.add("long-link", new Symlink(Attributes.generated(0777), "t".repeat(3000)), "test");
    Path out = extract(tree.build());
    for (int i = 0; i < lengths.length; i++) {
      assertThat(out.resolve("files/" + lengths[i])).hasBinaryContent(contents[i]);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(out.resolve("many/entry-" + "n".repeat(i % 100) + i)).hasContent("number " + i);
    }
    assertThat(Files.readSymbolicLink(out.resolve("long-link")).toString()).hasSize(3000);
  }

  @Test
  void toolSeesOwnersLinksAndAttributes() throws Exception {
    Tools.require("dump.erofs");
    Map<String, Bytes> xattrs =
        Map.of("security.capability", Bytes.ofUtf8("c"), "user.note", Bytes.ofUtf8("n"));
    Files.write(directory.resolve("root.img"), write(Trees.sample(xattrs)));
    String tool = Commands.run(directory, "dump.erofs", "--path=/bin/tool", "root.img").out();
    assertThat(tool).contains("Links: 2").contains("Uid: 0").contains("Access: 0755");
    String etc = Commands.run(directory, "dump.erofs", "--path=/etc", "root.img").out();
    assertThat(etc).contains("Uid: 10   Gid: 20").contains("Access: 0750");
  }

  @Test
  void sameTree_sameBytes() throws IOException {
    assertThat(write(Trees.sample())).isEqualTo(write(Trees.sample()));
  }

  @Test
  void refusesAttributesWithoutAPlace() throws IOException {
    FileTree tree = Trees.sample(Map.of("odd.name", Bytes.ofUtf8("x")));
    assertThatThrownBy(() -> ErofsWriter.check(tree))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "test: \"/bin/tool\" has the extended attribute \"odd.name\", which EROFS cannot carry");
  }
}
