package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.testing.Trees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriterTest {
  private static final Map<String, Bytes> XATTRS = Map.of("user.note", Bytes.ofUtf8("hello"));

  @TempDir Path spool;

  private static byte[] write(FileTree tree) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter.write(tree, out);
    return out.toByteArray();
  }

  @Test
  void readsBackTheSameTree() throws Exception {
    FileTree tree = Trees.sample(XATTRS);
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    reader.readUnchecked(new ByteArrayInputStream(write(tree)), "tar");
    FileTree again = reader.tree();
    assertThat(again.entries().keySet()).isEqualTo(tree.entries().keySet());
    for (String path : tree.entries().keySet()) {
      assertThat(again.find(path).orElseThrow().attributes())
          .as(path)
          .isEqualTo(tree.find(path).orElseThrow().attributes());
    }
    RegularFile tool = again.findFile("bin/tool").orElseThrow();
    assertThat(again.findFile("bin/twin")).containsSame(tool);
    assertThat(again.findFile(Trees.LONG_PATH).orElseThrow().content().read(9000).utf8())
        .isEqualTo("x".repeat(5000));
    assertThat(write(again)).isEqualTo(write(tree));
  }

  @Test
  void isReadByAnotherImplementation() throws Exception {
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(write(Trees.sample(XATTRS))), "UTF-8")) {
      StringBuilder names = new StringBuilder();
      for (TarArchiveEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        names.append(e.getName()).append(e.isLink() ? ">" + e.getLinkName() : "").append('\n');
        if (e.getName().equals("bin/tool")) {
          assertThat(e.getMode() & 07777).isEqualTo(04755);
          assertThat(e.getExtraPaxHeader("SCHILY.xattr.user.note")).isEqualTo("hello");
        }
      }
      assertThat(names.toString())
          .isEqualTo(
              """
              bin/
              bin/link
              bin/tool
              bin/twin>bin/tool
              deep/
              deep/%s/
              %s
              etc/
              etc/empty
              etc/größe
              tmp/
              """
                  .formatted("n".repeat(120), Trees.LONG_PATH));
    }
  }
}
