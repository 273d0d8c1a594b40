package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.RawTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerReaderTest {
  private static final LayerLimits SMALL = new LayerLimits(50, 200, 1 << 20, 200, 4096);

  @TempDir Path spool;

  private FileTree read(byte[]... layers) throws IOException {
    LayerReader reader = new LayerReader(spool, SMALL);
    for (byte[] layer : layers) {
      reader.readUnchecked(new ByteArrayInputStream(layer), "bad.tar");
    }
    return reader.tree();
  }

  private static String text(FileTree tree, String path) throws IOException {
    return tree.findFile(path).orElseThrow().content().read(1000).utf8();
  }

  @Test
  void listsPlainArchiveOfLayer_whereItLies() throws IOException {
    byte[] inner = new RawTar().file("module", "its code").file("none", "").bytes();
    Path layer =
        Files.write(spool.resolve("layer"), new RawTar().entry("t", '0', "", inner).bytes());
    LayerFile file = new LayerFile();
    file.open(layer);
    Content archive = new Content.Slice(file, 512, inner.length);
    LayerReader reader = new LayerReader(spool, SMALL);
    reader.readUnchecked(archive, "kernel.tar");
    assertThat(text(reader.tree(), "module")).isEqualTo("its code");
    assertThat(reader.tree().findFile("module").orElseThrow().content())
        .isEqualTo(new Content.Slice(file, 1024, "its code".length()));
    assertThat(spool)
        .isDirectoryContaining("glob:**/layer")
        .isDirectoryNotContaining("glob:**.spool");
  }

  @Test
  void unpacksPackedArchiveOfLayer() throws IOException {
    byte[] inner = FakeKernel.gzip(new RawTar().file("module", "its code").bytes());
    Path layer =
        Files.write(spool.resolve("layer"), new RawTar().entry("t", '0', "", inner).bytes());
    LayerFile file = new LayerFile();
    file.open(layer);
    LayerReader reader = new LayerReader(spool, SMALL);
    reader.readUnchecked(new Content.Slice(file, 512, inner.length), "kernel.tar");
    assertThat(text(reader.tree(), "module")).isEqualTo("its code");
  }

  @Test
  void refusesLayer_whenCutAnywhere() {
    byte[] whole = new RawTar().file("a", "some text").unfinished();
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut at %d", length)
          .isInstanceOf(LayerException.class);
    }
  }

  @Test
  void refusesLayer_whenItHasTooManyEntries() {
    RawTar tar = new RawTar();
    for (int i = 0; i <= SMALL.maxEntries(); i++) {
      tar.directory("d" + i);
    }
    assertThatThrownBy(() -> read(tar.bytes()))
        .hasMessage("bad.tar: has more than 50 entries (layer limit entries, the default)");
  }

  @Test
  void refusesLayer_whenItExpandsTooFar() {
    byte[] bomb = FakeKernel.gzip(new RawTar().entry("a", '0', "", new byte[2 << 20]).bytes());
    assertThatThrownBy(() -> read(bomb))
        .hasMessage(
            "bad.tar: the entry \"a\" has 2097152 bytes, more than 1048576 (layer limit expanded, the"
                + " default)");
  }

  @Test
  void refusesLayer_whenItExpandsFarBeyondItsSize() {
    byte[] bomb = FakeKernel.gzip(new RawTar().entry("a", '0', "", new byte[80 << 20]).bytes());
    LayerReader reader = new LayerReader(spool, new LayerLimits(10, 200, 1L << 30, 200, 4096));
    assertThatThrownBy(() -> reader.readUnchecked(new ByteArrayInputStream(bomb), "bomb"))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "bomb: expands to more than 200 times its size (layer limit ratio, the default)");
  }

  @Test
  void refusesLayer_whenPromisedSizeIsNotThere() {
    byte[] tar = new RawTar().promise("a", 1L << 40).unfinished();
    assertThatThrownBy(() -> read(tar)).isInstanceOf(LayerException.class);
  }

  @Test
  void hidesOlderFiles_whenWhitedOut() throws Exception {
    FileTree tree =
        read(
            new RawTar().file("etc/a", "1").file("etc/b", "1").file("var/log/x", "1").bytes(),
            new RawTar().file("etc/.wh.a", "").file(".wh.var", "").file("etc/c", "2").bytes());
    assertThat(tree.entries().keySet()).containsExactly("etc", "etc/b", "etc/c");
  }

  @Test
  void hidesOlderFilesOnly_whenOpaque() throws Exception {
    FileTree tree =
        read(
            new RawTar().file("d/old", "1").file("d/deep/old", "1").bytes(),
            new RawTar().file("d/new", "2").file("d/.wh..wh..opq", "").bytes());
    assertThat(tree.entries().keySet()).containsExactly("d", "d/new");
  }

  @Test
  void keepsLaterFile_whenLayersReplaceIt() throws Exception {
    FileTree tree =
        read(
            new RawTar().file("a", "1").directory("b").file("b/x", "1").bytes(),
            new RawTar().file("a", "2").file("b", "now a file").bytes());
    assertThat(text(tree, "a")).isEqualTo("2");
    assertThat(text(tree, "b")).isEqualTo("now a file");
    assertThat(tree.find("b/x")).isEmpty();
  }

  @Test
  void keepsLinksModesAndAttributes_whenPresent() throws Exception {
    FileTree tree =
        read(
            new RawTar()
                .pax("SCHILY.xattr.user.note", "hi")
                .program("bin/tool", new byte[] {1, 2})
                .hardLink("bin/same", "bin/tool")
                .symlink("bin/link", "tool")
                .directory("dev")
                .directory("dev/")
                .bytes());
    RegularFile tool = tree.findFile("bin/tool").orElseThrow();
    assertThat(tree.findFile("bin/same")).containsSame(tool);
    assertThat(tool.attributes().mode()).isEqualTo(0755);
    assertThat(tool.attributes().mtime()).isEqualTo(1000);
    assertThat(tool.attributes().xattrs()).containsEntry("user.note", Bytes.ofUtf8("hi"));
    assertThat(tree.find("bin/link").orElseThrow())
        .isInstanceOfSatisfying(Symlink.class, l -> assertThat(l.target()).isEqualTo("tool"));
  }
}
