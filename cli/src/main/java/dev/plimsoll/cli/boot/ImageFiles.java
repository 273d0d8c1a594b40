package dev.plimsoll.cli.boot;

import dev.plimsoll.formats.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A published image's files, fetched and checked, and what a host is told of it at boot.
 *
 * @param rootHash dm-verity root hash, 64 lower hex
 * @param hashOffset byte offset of the verity superblock in the root
 * @param commandLine the specification's own
 */
public record ImageFiles(
    Digest image,
    Path kernel,
    List<Path> initramfs,
    Path root,
    String rootHash,
    long hashOffset,
    String commandLine) {
  /** QEMU's user network: the host's loopback as seen by the guest. */
  private static final String HOST_LOOPBACK = "10.0.2.2";

  public ImageFiles {
    initramfs = List.copyOf(initramfs);
  }

  /** The same image with another disk, for tampering. */
  public ImageFiles withRoot(Path other) {
    return new ImageFiles(image, kernel, initramfs, other, rootHash, hashOffset, commandLine);
  }

  /**
   * A boot that asks the service on this machine's loopback port {@code port} for a verdict.
   *
   * @param host the name that the machine gives itself
   */
  public BootSpec asking(int port, String host, Duration timeout) {
    return new BootSpec(
        kernel,
        initramfs,
        root,
        String.join(
                " ",
                commandLine,
                "plimsoll.image=" + image,
                "plimsoll.roothash=" + rootHash,
                "plimsoll.root=/dev/vda",
                "plimsoll.hashoffset=" + hashOffset,
                "plimsoll.url=http://" + HOST_LOOPBACK + ":" + port,
                "plimsoll.host=" + host,
                "plimsoll.mode=fresh",
                "no_timer_check", // as LocalImage has it; the boot agent is for x86-64 alone
                "ip=10.0.2.15::" + HOST_LOOPBACK + ":255.255.255.0::eth0:off")
            .strip(),
        timeout);
  }
}
