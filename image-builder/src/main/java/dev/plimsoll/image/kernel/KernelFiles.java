package dev.plimsoll.image.kernel;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.spec.KernelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a kernel component holds: a Debian package ({@code boot/vmlinuz-*}, {@code boot/config-*},
 * {@code lib/modules}) or a LinuxKit kernel image ({@code /kernel}, {@code /kernel.tar}).
 *
 * @param image the bzImage
 * @param config the configuration it was built with, where the component has it as a file
 * @param configPath of the configuration inside the component; empty when there is none
 * @param release e.g. {@code 6.1.0-56-cloud-amd64}, read from the bzImage itself
 * @param microcode an uncompressed cpio that the kernel reads before it unpacks the initramfs
 * @param modules a tree with {@code lib/modules/RELEASE}; empty when there are none
 */
public record KernelFiles(
    RegularFile image,
    Optional<RegularFile> config,
    String configPath,
    String release,
    FileTree modules,
    Optional<RegularFile> microcode) {
  private static final String DEBIAN = "boot/vmlinuz-";
  private static final int SETUP = 0x10000;

  /**
   * @param what names the component in messages
   * @param spool directory for a module archive's data
   */
  public static KernelFiles find(FileTree tree, KernelSpec spec, String what, Path spool)
      throws IOException {
    List<String> debian = new ArrayList<>();
    for (Map.Entry<String, Placed> e : tree.below("boot").entrySet()) {
      if (e.getKey().startsWith(DEBIAN) && e.getValue().node() instanceof RegularFile) {
        debian.add(e.getKey());
      }
    }
    if (debian.size() > 1) {
      throw new LayerException(what + ": has " + debian.size() + " kernels, wanted one");
    }
    return debian.isEmpty()
        ? linuxKit(tree, spec, what, spool)
        : debian(tree, debian.getFirst(), what);
  }

  private static KernelFiles debian(FileTree tree, String path, String what) throws IOException {
    RegularFile image = tree.findFile(path).orElseThrow();
    String release = release(image.content(), what);
    String configPath = "boot/config-" + path.substring(DEBIAN.length());
    Optional<RegularFile> config = tree.findFile(configPath);
    return new KernelFiles(
        image, config, config.isPresent() ? configPath : "", release, tree, Optional.empty());
  }

  private static KernelFiles linuxKit(FileTree tree, KernelSpec spec, String what, Path spool)
      throws IOException {
    RegularFile image =
        tree.findFile(spec.binaryName())
            .orElseThrow(
                () ->
                    new LayerException(
                        what
                            + ": holds no kernel: neither /boot/vmlinuz-* nor /"
                            + spec.binaryName()));
    String release = release(image.content(), what);
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    if (spec.modulesInRoot()) {
      RegularFile tar =
          tree.findFile(spec.tarName())
              .orElseThrow(
                  () ->
                      new LayerException(
                          what + ": has no /" + spec.tarName() + "; \"tar: none\" does without"));
      try (InputStream in = tar.content().open()) {
        reader.readUnchecked(in, what + ", " + spec.tarName());
      }
    }
    Optional<RegularFile> config = tree.findFile("kernel-config");
    return new KernelFiles(
        image,
        config,
        config.isPresent() ? "kernel-config" : "",
        release,
        reader.tree(),
        Optional.empty());
  }

  /** The version string of a bzImage (x86 boot protocol, {@code kernel_version} at 0x20e). */
  static String release(Content image, String what) throws IOException {
    byte[] head;
    try (InputStream in = image.open()) {
      head = in.readNBytes(SETUP);
    }
    boolean bzImage =
        head.length > 0x210 && new String(head, 0x202, 4, StandardCharsets.US_ASCII).equals("HdrS");
    if (!bzImage) {
      throw new LayerException(what + ": its kernel is no x86 bzImage (no \"HdrS\" at 0x202)");
    }
    int at = ((head[0x20e] & 0xff) | (head[0x20f] & 0xff) << 8) + 0x200;
    int end = at;
    while (end < head.length && head[end] > ' ' && head[end] < 0x7f && end - at < 200) {
      end++;
    }
    String release =
        at < head.length ? new String(head, at, end - at, StandardCharsets.US_ASCII) : "";
    if (!release.matches("[0-9][A-Za-z0-9._+~-]*")) {
      throw new LayerException(
          what + ": its kernel has the unusable version " + FormatException.quote(release));
    }
    return release;
  }
}
