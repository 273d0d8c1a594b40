package dev.plimsoll.cli.quickstart;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.PackageImage;
import dev.plimsoll.image.store.DirectoryContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The container that the quickstart's image runs: Debian's BusyBox, printing the kernel's name. */
final class ServiceContainer {
  private static final PackageImage IMAGE =
      new PackageImage(
          "deb:busybox-static",
          List.of("bin/busybox"),
          List.of("/bin/busybox", "uname", "-a"),
          "latest");

  private ServiceContainer() {}

  /**
   * Writes the OCI layout that the example names {@code oci:service}.
   *
   * @param lockFile the example's own, so that container and image take the same package
   */
  static void write(Layout layout, Path lockFile) throws IOException, FormatException {
    IMAGE.write(
        layout.container(),
        DirectoryContentStore.open(layout.data().resolve("blobs")),
        layout.boots(),
        lockFile,
        LockMode.ADD);
  }
}
