package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeBuilderTest {
  private final TreeBuilder tree = new TreeBuilder();

  private static Node file(String text) {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.ofUtf8(text)));
  }

  @Test
  void namesBothOrigins_whenSourcesDiffer() throws Exception {
    tree.add("bin/sh", file("one"), "init[0] a");
    assertThatThrownBy(() -> tree.add("bin/sh", file("two"), "init[1] b"))
        .isInstanceOf(LayerException.class)
        .hasMessage("\"/bin/sh\" comes both from init[0] a and from init[1] b, and they differ");
  }

  @Test
  void acceptsTheSameFileTwice() throws Exception {
    tree.add("bin/sh", file("one"), "init[0] a");
    tree.add("bin/sh", file("one"), "init[1] b");
    assertThat(tree.build().entries()).containsOnlyKeys("bin", "bin/sh");
  }

  @Test
  void refusesFileBelowSymlinkOfAnotherSource() throws Exception {
    tree.add("opt", new Symlink(Attributes.generated(0777), "usr/opt"), "init[0] odd");
    assertThatThrownBy(() -> tree.add("opt/x", file("m"), "kernel"))
        .hasMessage(
            "kernel: \"/opt/x\" lies below \"/opt\", which is a symbolic link from init[0] odd");
  }

  private void merged() throws Exception {
    tree.add("lib", new Symlink(Attributes.generated(0777), "usr/lib"), "init[0] merged");
    tree.add("usr/lib/a", file("a"), "init[0] merged");
  }

  private void unmerged() throws Exception {
    tree.add("lib", new Directory(Attributes.generated(0700)), "kernel");
    tree.add("lib/modules/x", file("m"), "kernel");
  }

  @Test
  void mergesIntoUsr_whicheverComesFirst() throws Exception {
    merged();
    unmerged();
    FileTree first = tree.build();
    TreeBuilderTest other = new TreeBuilderTest();
    other.unmerged();
    other.merged();
    FileTree second = other.tree.build();
    for (FileTree found : List.of(first, second)) {
      assertThat(found.entries().keySet())
          .containsExactly(
              "lib", "usr", "usr/lib", "usr/lib/a", "usr/lib/modules", "usr/lib/modules/x");
      assertThat(found.find("lib")).containsInstanceOf(Symlink.class);
      assertThat(found.findFile("lib/modules/x")).isPresent();
    }
  }

  @Test
  void setReplacesFile_butNeverDirectory() throws Exception {
    tree.add("etc/motd", file("old"), "init[0] a");
    tree.set("etc/motd", file("new"), "files[0]");
    assertThat(tree.build().findFile("etc/motd").orElseThrow().content().read(10))
        .isEqualTo(Bytes.ofUtf8("new"));
    assertThatThrownBy(() -> tree.set("etc", file("x"), "files[1]"))
        .hasMessage("files[1]: \"/etc\" is a directory from init[0] a");
    assertThatThrownBy(
            () -> tree.set("etc/motd", new Directory(Attributes.generated(0755)), "files[2]"))
        .hasMessage("files[2]: \"/etc/motd\" is a file from files[0]");
  }
}
