package dev.plimsoll.image.plan;

import java.util.List;

/**
 * What a stage-1 initramfs opens, and what it takes from the kernel to do so.
 *
 * <p>All start from virtio: the disk, and for the boot agent the network.
 */
public enum Stage1Kind {
  /** A root under dm-verity, opened by the boot agent or by the root hash of the command line. */
  VERITY(
      "verity-init",
      List.of(
          "virtio_pci",
          "virtio_net",
          "virtio_blk",
          "dm_verity",
          "crypto-sha256",
          "squashfs",
          "overlay")),
  /** A squashfs that nothing vouches for. */
  SQUASHFS("root-init", List.of("virtio_pci", "virtio_blk", "squashfs", "overlay")),
  /** An EROFS that nothing vouches for. */
  EROFS("root-init", List.of("virtio_pci", "virtio_blk", "erofs", "overlay"));

  private final String initScript;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> modules;

  Stage1Kind(String initScript, List<String> modules) {
    this.initScript = initScript;
    this.modules = modules;
  }

  /** Resource with the {@code /init} for builds without a boot agent. */
  String initScript() {
    return initScript;
  }

  /** Kernel modules by name or crypto alias; those that are built in need no file. */
  public List<String> modules() {
    return modules;
  }
}
