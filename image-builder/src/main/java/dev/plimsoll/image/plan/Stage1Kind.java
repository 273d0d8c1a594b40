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
          "overlay"),
      List.of("CONFIG_DM_VERITY", "CONFIG_SQUASHFS")),
  /** A squashfs that nothing vouches for. */
  SQUASHFS(
      "root-init",
      List.of("virtio_pci", "virtio_blk", "squashfs", "overlay"),
      List.of("CONFIG_SQUASHFS")),
  /** An EROFS that nothing vouches for. */
  EROFS(
      "root-init",
      List.of("virtio_pci", "virtio_blk", "erofs", "overlay"),
      List.of("CONFIG_EROFS_FS"));

  private final String initScript;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> modules;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> options;

  Stage1Kind(String initScript, List<String> modules, List<String> options) {
    this.initScript = initScript;
    this.modules = modules;
    this.options = options;
  }

  /** Resource with the {@code /init} for builds without a boot agent. */
  String initScript() {
    return initScript;
  }

  /** Kernel modules by name or crypto alias; those that are built in need no file. */
  public List<String> modules() {
    return modules;
  }

  /** Kernel options without which no module and nothing built in can open the root. */
  List<String> options() {
    return options;
  }
}
