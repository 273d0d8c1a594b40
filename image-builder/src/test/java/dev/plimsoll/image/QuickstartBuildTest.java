package dev.plimsoll.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example, from the packages of the machine's own Debian mirror. */
class QuickstartBuildTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("plimsoll.home", ".."), "examples", "quickstart", "image.yml");

  @TempDir Path directory;

  @Test
  void buildsTheExample_twiceAlike() throws Exception {
    Tools.require("apt-get", "apt-cache", "mksquashfs", "veritysetup");
    Tools.skipUnless(
        Commands.run(directory, "apt-cache", "show", "linux-image-cloud-amd64").status() == 0,
        "apt has no package lists with linux-image-cloud-amd64 (apt-get update)");
    DirectoryContentStore store = DirectoryContentStore.open(directory.resolve("blobs"));
    Path lock = directory.resolve("plimsoll.lock");
    new PackageImage(
            "deb:busybox-static",
            List.of("bin/busybox"),
            List.of("/bin/busybox", "uname", "-a"),
            "latest")
        .write(directory.resolve("service"), store, directory.resolve("work"), lock, LockMode.ADD);
    BuiltImage first = build(store, LockMode.ADD);
    BuiltImage second = build(store, LockMode.LOCKED);
    assertThat(second.manifestBytes()).isEqualTo(first.manifestBytes());
    assertThat(first.kernelRelease()).endsWith("-cloud-amd64");
    assertThat(first.kernelConfigWhere())
        .startsWith("deb:linux-image-")
        .endsWith("!boot/config-" + first.kernelRelease());
    Path root = store.find(first.root().digest()).orElseThrow();
    Commands.Result verify =
        Commands.run(
            directory,
            "veritysetup",
            "verify",
            root.toString(),
            root.toString(),
            first.rootHash(),
            "--hash-offset=" + first.hashOffset());
    assertThat(verify.status()).as(verify.out()).isZero();
    assertThat(Files.readString(lock))
        .contains("\"deb:linux-image-cloud-amd64\"", "\"oci:service\"");
  }

  private BuiltImage build(DirectoryContentStore store, LockMode mode) throws Exception {
    return new ImageBuilder(store, directory.resolve("work"))
        .build(
            new BuildRequest(
                "quickstart",
                List.of(
                    new BuildRequest.Spec("image.yml", Bytes.copyOf(Files.readAllBytes(EXAMPLE)))),
                directory,
                directory.resolve("plimsoll.lock"),
                mode,
                Optional.empty()));
  }
}
