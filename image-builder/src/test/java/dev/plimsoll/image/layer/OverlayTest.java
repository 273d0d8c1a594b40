package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.testing.RawTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayTest {
  @TempDir Path spool;

  private FileTree lay(RawTar... layers) throws IOException {
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    int number = 0;
    for (RawTar layer : layers) {
      reader.readUnchecked(new ByteArrayInputStream(layer.bytes()), "layer " + ++number);
    }
    return reader.tree();
  }

  private static String text(FileTree tree, String path) throws IOException {
    return tree.findFile(path).orElseThrow().content().read(1000).utf8();
  }

  @Test
  void hidesLowerFilesOnly_whereverTheWhiteoutStands() throws Exception {
    RawTar lower = new RawTar().file("d/a", "1").file("d/b", "1").file("e/f", "1");
    RawTar before = new RawTar().file("d/.wh.a", "").file("d/a", "2").file("d/c", "2");
    RawTar after = new RawTar().file("d/c", "2").file("d/a", "2").file("d/.wh.a", "");
    for (RawTar upper : List.of(before, after)) {
      FileTree tree = lay(lower, upper);
      assertThat(tree.entries().keySet()).containsExactly("d", "d/a", "d/b", "d/c", "e", "e/f");
      assertThat(text(tree, "d/a")).isEqualTo("2");
    }
  }

  @Test
  void hidesAllBelowOpaqueDirectory_whereverTheMarkStands() throws Exception {
    RawTar lower = new RawTar().file("d/old", "1").file("d/deep/old", "1").file("x", "1");
    RawTar before = new RawTar().file("d/.wh..wh..opq", "").file("d/deep/new", "2");
    RawTar after = new RawTar().file("d/deep/new", "2").file("d/.wh..wh..opq", "");
    for (RawTar upper : List.of(before, after)) {
      assertThat(lay(lower, upper).entries().keySet())
          .containsExactly("d", "d/deep", "d/deep/new", "x");
    }
  }

  @Test
  void replacesDirectoryAndAllBelow_whenWhitedOutAndMadeAgain() throws Exception {
    FileTree tree =
        lay(
            new RawTar().directory("d").file("d/old", "1"),
            new RawTar().file(".wh.d", "").directory("d").file("d/new", "2"));
    assertThat(tree.entries().keySet()).containsExactly("d", "d/new");
  }

  @Test
  void keepsChildren_andTakesAttributes_whenADirectoryIsDescribedAgain() throws Exception {
    FileTree tree =
        lay(
            new RawTar().directory("d/").file("d/a", "1"),
            new RawTar().pax("uid", "7").directory("./d"));
    assertThat(tree.find("d").orElseThrow())
        .isInstanceOfSatisfying(
            Directory.class, d -> assertThat(d.attributes().uid()).isEqualTo(7));
    assertThat(tree.find("d/a")).isPresent();
  }

  @Test
  void linksToFilesOfLowerLayers() throws Exception {
    FileTree tree =
        lay(new RawTar().file("a", "1"), new RawTar().hardLink("b", "/a").hardLink("c", "b"));
    assertThat(tree.findFile("c")).containsSame(tree.findFile("a").orElseThrow());
    FileTree both = new TreeBuilderOf(tree).twice();
    assertThat(both.findFile("x/c")).containsSame(both.findFile("x/a").orElseThrow());
    assertThat(both.findFile("y/a")).isNotEqualTo(both.findFile("x/a"));
  }

  /** Adds a tree to two places. */
  private record TreeBuilderOf(FileTree tree) {
    FileTree twice() throws IOException {
      TreeBuilder builder = new TreeBuilder();
      builder.addAll(tree, "x");
      builder.addAll(tree, "y");
      return builder.build();
    }
  }

  @Test
  void placesBelowUsr_whenALowerLayerMergedIt() throws Exception {
    FileTree tree =
        lay(
            new RawTar()
                .symlink("lib", "usr/lib")
                .symlink("sbin", "/usr/sbin")
                .symlink("usr/sbin", "bin"),
            new RawTar().directory("lib").file("lib/a", "1").file("sbin/init", "2"),
            new RawTar().file("lib/.wh.a", ""));
    assertThat(tree.find("lib")).containsInstanceOf(Symlink.class);
    assertThat(tree.entries().keySet())
        .containsExactly("lib", "sbin", "usr", "usr/bin", "usr/bin/init", "usr/lib", "usr/sbin");
    assertThat(text(tree, "sbin/init")).isEqualTo("2");
  }

  @Test
  void unmerges_whenTheLinkIsWhitedOut() throws Exception {
    FileTree tree =
        lay(
            new RawTar().symlink("lib", "usr/lib").file("usr/lib/kept", "1"),
            new RawTar().file(".wh.lib", "").directory("lib").file("lib/a", "1"));
    assertThat(tree.entries().keySet())
        .containsExactly("lib", "lib/a", "usr", "usr/lib", "usr/lib/kept");
  }

  @Test
  void refusesToWriteThroughALinkOfALowerLayer() {
    RawTar lower = new RawTar().symlink("etc", "/tmp");
    assertThatThrownBy(() -> lay(lower, new RawTar().file("etc/passwd", "x")))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "layer 2: \"/etc/passwd\" lies below \"/etc\", which is a symbolic link from layer 1");
  }

  @Test
  void keepsExtendedAttributes_ofBothSpellings() throws Exception {
    FileTree tree =
        lay(
            new RawTar()
                .paxAll(
                    "LIBARCHIVE.xattr.user.a%20b", "aGk",
                    "LIBARCHIVE.xattr.user.both", "aGk",
                    "SCHILY.xattr.user.both", "wins")
                .file("f", "x"));
    assertThat(tree.findFile("f").orElseThrow().attributes().xattrs())
        .containsOnlyKeys("user.a b", "user.both")
        .containsEntry("user.a b", Bytes.ofUtf8("hi"))
        .containsEntry("user.both", Bytes.ofUtf8("wins"));
  }

  @Test
  void tellsNamesApart_thatDifferInCaseAlone() throws Exception {
    assertThat(lay(new RawTar().file("a", "1").file("A", "2")).entries().keySet())
        .containsExactly("A", "a");
  }

  @Test
  void leavesHandedOutTreesAsTheyWere() throws Exception {
    TreeBuilder builder = new TreeBuilder();
    builder.ensureDirectory("a", 0755, "test");
    FileTree first = builder.build();
    builder.ensureDirectory("b", 0755, "test");
    assertThat(first.entries().keySet()).containsExactly("a");
    assertThat(builder.build().without("a").entries().keySet()).containsExactly("b");
  }
}
