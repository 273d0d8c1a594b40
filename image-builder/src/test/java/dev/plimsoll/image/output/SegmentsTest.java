package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentsTest {
  @TempDir Path directory;
  private DirectoryContentStore store;

  @BeforeEach
  void setUp() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
  }

  private static FileTree root(String service) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.begin(new Section("init[0]", "deb:init=1"));
    tree.add("etc", new Directory(Attributes.generated(0750, 1, 2)), "init");
    tree.add("etc/passwd", Trees.text("root"), "init");
    tree.begin(new Section("services[0]", "a"));
    tree.add("containers/services/web/lower/bin/web", Trees.text(service), "web");
    tree.begin(new Section("files", ""));
    tree.add("etc/motd", Trees.text("hello"), "files");
    return tree.build();
  }

  private List<Descriptor> segments(FileTree root, InitramfsCompression compression)
      throws IOException {
    return new Segments(store, compression).ofSections(root, directory);
  }

  @Test
  void oneForEachSection_withTheParentsOfItsFiles() throws Exception {
    Tools.require("cpio", "zstd");
    List<String> lists = new ArrayList<>();
    for (Descriptor segment : segments(root("one"), InitramfsCompression.ZSTD)) {
      Path file = directory.resolve("segment.zst");
      Files.copy(
          store.findVerified(segment.digest()),
          file,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Commands.run(directory, "zstd", "-qdf", "segment.zst");
      lists.add(Commands.run(directory, "cpio", "-itv", "--quiet", "-F", "segment").out());
    }
    assertThat(lists).hasSize(3);
    assertThat(lists.get(0)).contains("containers/services/web/lower/bin/web");
    assertThat(lists.get(1)).contains("etc\n", "etc/passwd").doesNotContain("motd");
    assertThat(lists.get(2)).contains("etc/motd").doesNotContain("passwd");
    assertThat(lists.get(2).lines().filter(l -> l.endsWith(" etc")))
        .singleElement()
        .asString()
        .startsWith("drwxr-x---");
  }

  @Test
  void changedServiceChangesItsSegmentAlone() throws IOException {
    List<Descriptor> before = segments(root("one"), InitramfsCompression.ZSTD);
    List<Descriptor> after = segments(root("two"), InitramfsCompression.ZSTD);
    assertThat(after.get(0)).isNotEqualTo(before.get(0));
    assertThat(after.subList(1, 3)).isEqualTo(before.subList(1, 3));
  }

  @ParameterizedTest
  @EnumSource(InitramfsCompression.class)
  void isFoundAgain_andIsTheSameAsMadeAgain(InitramfsCompression compression) throws IOException {
    List<Descriptor> first = segments(root("one"), compression);
    assertThat(segments(root("one"), compression)).isEqualTo(first);
    DirectoryContentStore other = DirectoryContentStore.open(directory.resolve("other"));
    assertThat(new Segments(other, compression).ofSections(root("one"), directory))
        .isEqualTo(first);
  }

  @Test
  void hardLinksAcrossSectionsAreWhole() throws IOException {
    TreeBuilder tree = new TreeBuilder();
    RegularFile shared =
        new RegularFile(
            new Attributes(0644, 0, 0, 1, Map.of()), new Content.Inline(Bytes.ofUtf8("shared")));
    tree.begin(new Section("services[0]", ""));
    tree.add("a/file", shared, "a");
    tree.begin(new Section("services[1]", ""));
    tree.add("b/file", shared, "b");
    for (FileTree part : SectionTrees.of(tree.build())) {
      assertThat(part.entries().values())
          .filteredOn(p -> p.node() instanceof RegularFile)
          .hasSize(1);
    }
  }
}
