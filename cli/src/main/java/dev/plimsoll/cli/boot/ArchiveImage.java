package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code NAME-initrd.tar}: {@code kernel}, {@code initrd.img}, {@code cmdline} and, where
 * there is one, {@code ucode.cpio}.
 */
final class ArchiveImage {
  private ArchiveImage() {}

  /** Unpacks into {@code work}, the caller's to delete. */
  static LocalImage unpack(Path archive, Path work) throws IOException, CommandFailure {
    LayerReader reader = new LayerReader(work, LayerLimits.DEFAULT);
    try (InputStream in = Files.newInputStream(archive)) {
      reader.readUnchecked(in, archive.toString());
    }
    FileTree tree = reader.tree();
    List<Path> initramfs = new ArrayList<>();
    if (tree.findFile("ucode.cpio").isPresent()) {
      initramfs.add(file(tree, "ucode.cpio", archive, work)); // the kernel wants it first
    }
    initramfs.add(file(tree, "initrd.img", archive, work));
    return new LocalImage(
        file(tree, "kernel", archive, work),
        initramfs,
        Optional.empty(),
        LocalImage.line(file(tree, "cmdline", archive, work)));
  }

  private static Path file(FileTree tree, String name, Path archive, Path work)
      throws IOException, CommandFailure {
    RegularFile found =
        tree.findFile(name)
            .orElseThrow(() -> CommandFailure.evidence(archive + " has no file " + name));
    Path target = work.resolve(name);
    try (InputStream in = found.content().open();
        OutputStream out = Files.newOutputStream(target)) {
      in.transferTo(out);
    }
    return target;
  }
}
