package dev.plimsoll.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleIndexesTest {
  private static final String BASE = "lib/modules/6.1.0-test";

  @TempDir Path directory;

  private static FileTree modules() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    add(tree, "kernel/drivers/virtio.ko", "depends=virtio_ring", "alias=virtio:d*v*");
    add(tree, "kernel/drivers/virtio_ring.ko", "depends=");
    add(tree, "kernel/drivers/virtio_pci.ko", "depends=virtio,virtio_ring");
    add(tree, "kernel/drivers/virtio-blk.ko", "depends=virtio", "alias=virtio:d00000002v*");
    add(tree, "kernel/fs/overlay.ko", "depends=", "softdep=pre: virtio_blk", "alias=fs-overlay");
    file(tree, "modules.builtin", Bytes.ofUtf8("kernel/fs/ext4/ext4.ko\n"));
    file(tree, "modules.order", Bytes.ofUtf8(""));
    file(tree, "kernel/fs/notes.ko", Bytes.ofUtf8("no ELF file, and none of the loader's"));
    return ModuleIndexes.addTo(tree.build(), "6.1.0-test");
  }

  private static void add(TreeBuilder tree, String path, String... info) throws Exception {
    file(tree, path, Bytes.copyOf(FakeKernel.module(info)));
  }

  private static void file(TreeBuilder tree, String path, Bytes content) throws Exception {
    RegularFile file = new RegularFile(Attributes.generated(0644), new Content.Inline(content));
    tree.add(BASE + "/" + path, file, "test");
  }

  private static String text(FileTree tree, String name) throws Exception {
    return tree.findFile(BASE + "/" + name).orElseThrow().content().read(1 << 20).utf8();
  }

  @Test
  void namesDependenciesInTheOrderThatModprobeReads() throws Exception {
    assertThat(text(modules(), "modules.dep"))
        .isEqualTo(
            """
            kernel/drivers/virtio-blk.ko: kernel/drivers/virtio.ko kernel/drivers/virtio_ring.ko
            kernel/drivers/virtio.ko: kernel/drivers/virtio_ring.ko
            kernel/drivers/virtio_pci.ko: kernel/drivers/virtio.ko kernel/drivers/virtio_ring.ko
            kernel/drivers/virtio_ring.ko:
            kernel/fs/overlay.ko:
            """);
    assertThat(text(modules(), "modules.alias"))
        .contains("alias fs-overlay overlay\n", "alias virtio:d00000002v* virtio_blk\n");
    assertThat(text(modules(), "modules.softdep")).contains("softdep overlay pre: virtio_blk\n");
  }

  @Test
  void leavesWhatIsNoElfFileInTheTreeAndOutOfTheLists() throws Exception {
    assertThat(modules().findFile(BASE + "/kernel/fs/notes.ko")).isPresent();
    assertThat(text(modules(), "modules.dep")).doesNotContain("notes");
  }

  @Test
  void kmodFindsModulesByNameAndAlias() throws Exception {
    Tools.require("modprobe");
    for (Map.Entry<String, Placed> e : modules().entries().entrySet()) {
      if (e.getValue().node() instanceof RegularFile file) {
        Path target = directory.resolve(e.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.content().read(1 << 20).toArray());
      }
    }
    assertThat(shown("virtio_pci"))
        .containsSubsequence("virtio_ring.ko", "virtio.ko", "virtio_pci.ko");
    assertThat(shown("virtio:d00000002v00001AF4")).contains("virtio-blk.ko");
    assertThat(shown("fs-overlay")).contains("virtio-blk.ko", "overlay.ko");
    assertThat(shown("ext4")).contains("builtin ext4");
  }

  private String shown(String name) throws Exception {
    return Commands.run(
            directory,
            "/usr/sbin/modprobe",
            "-d",
            directory.toString(),
            "-S",
            "6.1.0-test",
            "--show-depends",
            name)
        .out();
  }

  @Test
  void leavesIndexesThatAreThereAlone() throws Exception {
    FileTree once = modules();
    assertThat(ModuleIndexes.addTo(once, "6.1.0-test")).isSameAs(once);
  }
}
