package dev.plimsoll.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.RawTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleSetTest {
  private static final String BASE = "lib/modules/" + FakeKernel.RELEASE + "/";

  @TempDir Path spool;

  private List<String> resolve(RawTar tar, String... wanted) throws IOException {
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    reader.readUnchecked(new ByteArrayInputStream(tar.bytes()), "kernel");
    FileTree tree = reader.tree();
    return ModuleSet.of(tree, FakeKernel.RELEASE).resolve(List.of(wanted)).stream()
        .map(ModuleSet.Module::name)
        .toList();
  }

  @Test
  void insertsDependenciesFirst_eachOnce() throws Exception {
    assertThat(resolve(FakeKernel.debianTree(), "virtio_pci", "virtio_blk", "dm_verity"))
        .containsExactly(
            "virtio_ring", "virtio", "virtio_pci", "virtio_blk", "dm_mod", "dm_verity");
  }

  @Test
  void needsNoFile_whenBuiltIn() throws Exception {
    assertThat(resolve(FakeKernel.debianTree(), "overlay", "crypto-sha256")).isEmpty();
  }

  @Test
  void followsSoftDependencies_byAlias() throws Exception {
    RawTar tar =
        new RawTar()
            .program(BASE + "libcrc32c.ko", FakeKernel.module("softdep=pre: crc32c post: x"))
            .program(BASE + "crc32c_generic.ko", FakeKernel.module("alias=crc32c"));
    assertThat(resolve(tar, "libcrc32c")).containsExactly("crc32c_generic", "libcrc32c");
  }

  @Test
  void unpacksPackedModules() throws Exception {
    RawTar tar =
        new RawTar().program(BASE + "a.ko.gz", FakeKernel.gzip(FakeKernel.module("depends=")));
    assertThat(resolve(tar, "a")).containsExactly("a");
  }

  @Test
  void refuses_whenModuleIsNowhere() {
    assertThatThrownBy(() -> resolve(FakeKernel.debianTree(), "nvme"))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "kernel 6.1.0-test has neither a module nor built in: \"nvme\", wanted by stage 1");
  }

  @Test
  void refuses_whenModulesDependInACircle() {
    RawTar tar =
        new RawTar()
            .program(BASE + "a.ko", FakeKernel.module("depends=b"))
            .program(BASE + "b.ko", FakeKernel.module("depends=a"));
    assertThatThrownBy(() -> resolve(tar, "a"))
        .hasMessage("kernel modules of 6.1.0-test depend on each other in a circle");
  }

  @Test
  void refuses_whenModuleIsNoElf() {
    RawTar tar = new RawTar().file(BASE + "a.ko", "not a module at all");
    assertThatThrownBy(() -> resolve(tar, "a"))
        .hasMessage("kernel module a not a 64-bit little-endian ELF file");
  }
}
