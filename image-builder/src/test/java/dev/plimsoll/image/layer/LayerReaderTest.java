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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** A hostile layer, and what the message must say. */
  record Hostile(String why, byte[] layer, String message) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Hostile hostile(String why, RawTar tar, String message) {
    return new Hostile(why, tar.bytes(), message);
  }

  static Stream<Hostile> hostiles() {
    byte[] badSum = new RawTar().file("a", "x").bytes();
    badSum[0] = 'b';
    return Stream.of(
        hostile(
            "a name that climbs out of a service into the host's root",
            new RawTar().file("../../../../etc/planted", "x"),
            "bad.tar: the entry name \"../../../../etc/planted\" climbs with \"..\""),
        hostile(
            "a name that climbs in the middle",
            new RawTar().file("a/../../b", "x"),
            "bad.tar: the entry name \"a/../../b\" climbs with \"..\""),
        hostile(
            "an absolute name",
            new RawTar().file("/etc/passwd", "x"),
            "bad.tar: the entry name \"/etc/passwd\" is absolute"),
        hostile(
            "a PAX path that overrides a harmless name",
            new RawTar().pax("path", "../evil").file("harmless", "x"),
            "bad.tar: the entry name \"../evil\" climbs with \"..\""),
        hostile(
            "a hard link out of the layer",
            new RawTar().hardLink("a", "../../etc/shadow"),
            "bad.tar: the entry name \"../../etc/shadow\" climbs with \"..\""),
        hostile(
            "a hard link to what is not there",
            new RawTar().hardLink("a", "etc/shadow"),
            "bad.tar: the entry \"a\" is a hard link to \"etc/shadow\", which is no file of the"
                + " component"),
        hostile(
            "a hard link to a symbolic link",
            new RawTar().symlink("l", "/etc/shadow").hardLink("a", "l"),
            "bad.tar: the entry \"a\" is a hard link to \"l\", which is no file of the component"),
        hostile(
            "a file through a symbolic link",
            new RawTar().symlink("etc", "/tmp").file("etc/passwd", "x"),
            "bad.tar: \"/etc/passwd\" lies below \"/etc\", which is a symbolic link of the same layer"),
        hostile(
            "a file below a file",
            new RawTar().file("a", "x").file("a/b", "x"),
            "bad.tar: \"/a/b\" lies below \"/a\", which is a file of the same layer"),
        hostile(
            "a character device",
            new RawTar().entry("dev/mem", '3', "", new byte[0]),
            "bad.tar: the entry \"dev/mem\" is a device node"),
        hostile(
            "a block device",
            new RawTar().entry("dev/sda", '4', "", new byte[0]),
            "bad.tar: the entry \"dev/sda\" is a device node"),
        hostile(
            "a pipe",
            new RawTar().entry("p", '6', "", new byte[0]),
            "bad.tar: the entry \"p\" is a named pipe"),
        hostile(
            "a file twice",
            new RawTar().file("a", "x").file("./a", "y"),
            "bad.tar: the entry \"./a\" stands twice in the layer"),
        hostile(
            "a whiteout of the parent",
            new RawTar().file("a/.wh...", ""),
            "bad.tar: the entry \"a/.wh...\" is a whiteout of nothing"),
        hostile(
            "a whiteout of nothing",
            new RawTar().file(".wh.", ""),
            "bad.tar: the entry \".wh.\" is a whiteout of nothing"),
        hostile(
            "a sparse file without its size",
            new RawTar().pax("GNU.sparse.major", "1").file("a", "x"),
            "bad.tar: has a sparse file without its size"),
        hostile(
            "a PAX record whose length lies",
            new RawTar().entry("pax", 'x', "", "999 path=a\n".getBytes()).file("a", "x"),
            "bad.tar: has a malformed PAX record"),
        hostile(
            "a huge extension record",
            new RawTar().entry("pax", 'x', "", new byte[5000]).file("a", "x"),
            "bad.tar: has an extension record of 5000 bytes, more than 4096 (layer limit header, the"
                + " default)"),
        hostile(
            "a path part beyond what file systems take",
            new RawTar().pax("path", "x/" + "y".repeat(256)).file("a", "x"),
            "bad.tar: the entry name \"x/"
                + "y".repeat(198)
                + "…(258 characters)\" is longer than"
                + " 200 bytes (layer limit path, the default)"),
        hostile(
            "a symbolic link to nothing",
            new RawTar().symlink("a", ""),
            "bad.tar: the entry \"a\" is a symbolic link without a usable target"),
        hostile(
            "a directory with data",
            new RawTar().entry("d/", '5', "", new byte[] {1}),
            "bad.tar: has entry \"d/\" of type '5' has size 1"),
        hostile(
            "a user id that is no number",
            new RawTar().pax("uid", "-1").file("a", "x"),
            "bad.tar: has PAX record uid=\"-1\""),
        new Hostile("a wrong checksum", badSum, "bad.tar: has a header with a wrong checksum"));
  }

  @ParameterizedTest
  @MethodSource("hostiles")
  void refusesLayer_whenHostile(Hostile hostile) {
    assertThatThrownBy(() -> read(hostile.layer))
        .isInstanceOf(LayerException.class)
        .hasMessage(hostile.message);
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
