package dev.plimsoll.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.SourceException;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;
  private ImageBuilder builder;

  @BeforeEach
  void setUp() throws IOException {
    Tools.require("mksquashfs");
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
    builder = new ImageBuilder(store, directory.resolve("work"));
  }

  @Test
  void namesEveryPartInOrder() throws Exception {
    BuiltImage image = builder.build(builds.request());
    assertThat(image.manifest().artifactType()).contains(MediaTypes.IMAGE_ARTIFACT);
    assertThat(image.manifest().layers())
        .extracting(Descriptor::mediaType)
        .containsExactly(
            MediaTypes.KERNEL,
            MediaTypes.KERNEL_CONFIG,
            MediaTypes.INITRAMFS,
            MediaTypes.INITRAMFS,
            MediaTypes.INITRAMFS,
            MediaTypes.ROOT,
            MediaTypes.COMPONENT_TAR_ZSTD,
            MediaTypes.COMPONENT_TAR_ZSTD,
            MediaTypes.COMPONENT_TAR_ZSTD);
    assertThat(image.manifest().layers().getLast().annotations())
        .containsEntry(MediaTypes.TITLE, "onboot[0] first oci:web, services[0] web oci:web");
    assertThat(image.root().annotations())
        .containsEntry(MediaTypes.ROOT_HASH, image.rootHash())
        .containsEntry(MediaTypes.HASH_OFFSET, Long.toString(image.hashOffset()));
    assertThat(image.kernelRelease()).isEqualTo("6.1.0-test");
    assertThat(image.kernelConfigWhere())
        .isEqualTo("deb:linux-image-6.1.0-test=6.1-1!boot/config-6.1.0-test");
    assertThat(image.commandLineAt()).hasToString("image.yml:3:12");
    assertThat(image.commandLine()).isEqualTo("console=ttyS0 quiet");
    for (Descriptor layer : image.manifest().layers()) {
      assertThat(Files.size(store.find(layer.digest()).orElseThrow())).isEqualTo(layer.size());
    }
    assertThat(store.read(image.digest(), 1 << 20)).isEqualTo(image.manifestBytes());
  }

  @Test
  void givesTheSameImage_whenBuiltAgainElsewhere() throws Exception {
    BuiltImage first = builder.build(builds.request());
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    DirectoryContentStore other = DirectoryContentStore.open(elsewhere.resolve("blobs"));
    Builds again = new Builds(elsewhere, other);
    BuiltImage second = new ImageBuilder(other, elsewhere.resolve("work")).build(again.request());
    assertThat(second.manifestBytes().utf8()).isEqualTo(first.manifestBytes().utf8());
  }

  @Test
  void leavesNoTemporaryFiles() throws Exception {
    builder.build(builds.request());
    assertThatThrownBy(
            () ->
                builder.build(
                    builds.request(
                        Builds.SPEC.replace("sbin/init", "containers/services/web"), LockMode.ADD)))
        .isInstanceOf(IOException.class);
    try (Stream<Path> left = Files.list(directory.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void laysOutRootAndBundles() throws Exception {
    Tools.require("unsquashfs");
    BuiltImage image = builder.build(builds.request());
    Files.copy(store.find(image.root().digest()).orElseThrow(), directory.resolve("root.img"));
    String list = Commands.run(directory, "unsquashfs", "-ll", "root.img").out();
    assertThat(list)
        .contains(
            "squashfs-root/bin/busybox\n",
            "squashfs-root/sbin/init\n",
            "squashfs-root/containers/onboot/000-first/config.json\n",
            "squashfs-root/containers/onboot/000-first/rootfs/bin/tool\n",
            "squashfs-root/containers/services/web/tmp\n",
            "squashfs-root/containers/services/web/rootfs\n",
            "squashfs-root/etc/resolv.conf -> /run/resolvconf/resolv.conf\n",
            "squashfs-root/proc\n")
        .doesNotContain("lib/modules", "containers/services/web/lower"); // it shares the first's
    String config =
        Commands.run(
                directory,
                "unsquashfs",
                "-cat",
                "root.img",
                "containers/onboot/000-first/config.json")
            .out();
    assertThat(config).contains("\"ociVersion\": \"1.2.1\"", "\"once\"", "\"readonly\": true");
  }

  @Test
  void putsModulesIntoTheRoot_unlessToldNot() throws Exception {
    Tools.require("unsquashfs");
    BuiltImage image =
        builder.build(builds.request(Builds.SPEC.replace("  tar: none\n", ""), LockMode.ADD));
    Files.copy(store.find(image.root().digest()).orElseThrow(), directory.resolve("root.img"));
    assertThat(Commands.run(directory, "unsquashfs", "-ll", "root.img").out())
        .contains("squashfs-root/lib/modules/6.1.0-test/kernel/virtio.ko\n");
  }

  @Test
  void writesStage1_forTheBootAgent() throws Exception {
    Tools.require("cpio", "zstd");
    BuiltImage image = builder.build(builds.request());
    Path initrd = directory.resolve("initrd");
    try (OutputStream out = Files.newOutputStream(initrd)) {
      for (Descriptor segment : image.initramfs()) {
        Files.copy(store.find(segment.digest()).orElseThrow(), out);
      }
    }
    Path out = Files.createDirectory(directory.resolve("out"));
    int number = 0;
    for (Descriptor segment : image.initramfs()) {
      Path file = directory.resolve("segment" + number++ + ".zst");
      Files.copy(store.find(segment.digest()).orElseThrow(), file);
      assertThat(Commands.run(directory, "zstd", "-qd", file.toString()).status()).isZero();
      String cpio = file.toString().replace(".zst", "");
      assertThat(Commands.run(out, "cpio", "-idm", "--quiet", "-F", cpio).status()).isZero();
    }
    assertThat(Files.readString(out.resolve("etc/plimsoll/modules")))
        .isEqualTo(
            """
            /lib/modules/virtio_ring.ko
            /lib/modules/virtio.ko
            /lib/modules/virtio_pci.ko
            /lib/modules/net_failover.ko
            /lib/modules/virtio_net.ko
            /lib/modules/virtio_blk.ko
            /lib/modules/dm_mod.ko
            /lib/modules/dm_verity.ko
            /lib/modules/squashfs.ko
            """);
    assertThat(out.resolve("init")).isExecutable();
    assertThat(out.resolve("bin/busybox")).isExecutable();
    assertThat(out.resolve("bin/plimsoll-agent")).hasContent("agent");
    assertThat(out.resolve("etc/plimsoll/verdict-keys.pem")).hasContent("verdict key");
    assertThat(out.resolve("etc/plimsoll/release-keys.pem")).hasContent("release key");
    assertThat(out.resolve("etc/plimsoll/role")).hasContent("default");
    assertThat(out.resolve("etc/plimsoll/open-only")).doesNotExist();
    assertThat(out.resolve("newroot")).isDirectory();
  }

  @Test
  void isNamedByItsKeys_becauseTheyAreInputs() throws Exception {
    BuildRequest request = builds.request();
    BuildRequest.BootAgent agent = request.agent().orElseThrow();
    BuildRequest other =
        new BuildRequest(
            request.name(),
            request.specs(),
            request.baseDirectory(),
            request.lockFile(),
            request.lockMode(),
            java.util.Optional.of(
                new BuildRequest.BootAgent(
                    agent.program(),
                    agent.initScript(),
                    dev.plimsoll.formats.Bytes.ofUtf8("another key"),
                    agent.releaseKeys(),
                    agent.role())));
    assertThat(builder.build(other).digest()).isNotEqualTo(builder.build(request).digest());
  }

  @Test
  void isReadableBySkopeo_asLayout() throws Exception {
    Tools.require("skopeo");
    BuiltImage image = builder.build(builds.request());
    OciLayoutWriter.in(directory.resolve("layout")).writeArtifact(image, store);
    Commands.Result raw = Commands.run(directory, "skopeo", "inspect", "--raw", "oci:layout:test");
    assertThat(raw.status()).as(raw.out()).isZero();
    assertThat(raw.out()).isEqualTo(image.manifestBytes().utf8());
    assertThat(
            Commands.run(directory, "skopeo", "copy", "oci:layout:test", "oci:copy:test").status())
        .isZero();
  }

  @Test
  void refusesWithPlace_whenSourceIsMissing() {
    assertThatThrownBy(
            () ->
                builder.build(
                    builds.request(Builds.SPEC.replace("oci:web", "oci:nowhere"), LockMode.ADD)))
        .isInstanceOf(FormatException.class)
        .hasMessage("image.yml:9:12: oci:nowhere: there is no " + directory.resolve("nowhere"));
  }

  @Test
  void refusesToLeaveItsFolder() throws Exception {
    Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
    assertThatThrownBy(
            () ->
                builder.build(
                    builds.request(Builds.SPEC.replace("oci:web", "oci:/etc"), LockMode.ADD)))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:9:12: oci:/etc: lies outside the folder of the specification, " + directory);
    assertThatThrownBy(
            () ->
                builder.build(
                    builds.request(
                        Builds.SPEC.replace(
                            "contents: \"#!/bin/busybox sh\"", "source: out/passwd"),
                        LockMode.ADD)))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:17:13: out/passwd: leads to /etc/passwd, outside the folder of the specification, "
                + directory);
  }

  @Test
  void refuses_whenNothingIsPinned_inLockedMode() throws Exception {
    assertThatThrownBy(() -> builder.build(builds.request(Builds.SPEC, LockMode.LOCKED)))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:9:12: oci:web is not in "
                + builds.lockFile()
                + "; build once without --locked to pin it");
    builder.build(builds.request());
    assertThat(builder.build(builds.request(Builds.SPEC, LockMode.LOCKED)).name())
        .isEqualTo("test");
  }

  @Test
  void refuses_whenLocalImageIsNotTheLockedOne() throws Exception {
    BuiltImage first = builder.build(builds.request());
    OciLayoutWriter.in(directory.resolve("web"))
        .writeImage(
            Trees.sample(),
            new ImageConfig(
                List.of("/bin/tool"),
                List.of(),
                List.of(),
                java.util.Optional.empty(),
                "",
                java.util.Map.of(),
                List.of()),
            "latest");
    assertThatThrownBy(() -> builder.build(builds.request()))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("image.yml:9:12: oci:web is sha256:")
        .hasMessageEndingWith("; build with --update to take the new one");
    assertThat(first.name()).isEqualTo("test");
  }

  @Test
  void notices_whenAStoredPackageWasChanged() throws Exception {
    builder.build(builds.request());
    String lock = Files.readString(builds.lockFile());
    String hex = lock.replaceAll("(?s).*\"deb:busybox-static\".*?sha256:([0-9a-f]{64}).*", "$1");
    Path blob = store.find(new Digest(hex)).orElseThrow();
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    assertThatThrownBy(
            () -> new ImageBuilder(store, directory.resolve("w")).build(builds.request()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("deb:busybox-static: its stored archive was changed: ")
        .hasMessageContaining(hex);
  }

  @Test
  void notices_whenALayerInALayoutWasChanged() throws Exception {
    try (Stream<Path> blobs = Files.list(directory.resolve("web/blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        byte[] bytes = Files.readAllBytes(blob);
        if (bytes[0] != '{') { // the layer; the others are JSON
          bytes[10] ^= 1;
          Files.write(blob, bytes);
        }
      }
    }
    assertThatThrownBy(() -> builder.build(builds.request()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("image.yml:9:12: oci:web: content received has digest");
  }

  @Test
  void refusesImage_withoutKernel() {
    assertThatThrownBy(() -> builder.build(builds.request("init: [a]\n", LockMode.ADD)))
        .isInstanceOf(FormatException.class)
        .hasMessage("image.yml:1:1: no \"kernel: image:\"; an image that boots needs one");
  }

  @Test
  void refusesComponentsThatDisagree() {
    String spec =
        Builds.SPEC
            .replace("  - deb:busybox-static\n", "  - deb:busybox-static\n  - oci:web\n")
            .replace("  - path: sbin/init", "  - path: bin/tool/x");
    assertThatThrownBy(() -> builder.build(builds.request(spec, LockMode.ADD)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"/bin/tool/x\" lies below \"/bin/tool\", which is a file from");
  }
}
