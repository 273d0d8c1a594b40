package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.tool.ExternalTool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree as squashfs 4.0 by {@code mksquashfs} (squashfs-tools ≥ 4.5) from a tar on its
 * standard input: owners, hard links and extended attributes survive and no root is needed. All
 * times are the fixed one; one processor, because the order of blocks must not depend on the
 * machine.
 */
public final class SquashfsWriter {
  private static final String TIME = Long.toString(Attributes.GENERATED_TIME);

  /** Of its queues: its default is a share of the machine. */
  private static final String MEMORY = "256M";

  private final ExternalTool tool;

  public SquashfsWriter(ExternalTool tool) {
    this.tool = tool;
  }

  /** Name spaces that the format has numbers for (squashfs_fs.h); others it would drop. */
  private static final List<String> XATTRS = List.of("user.", "trusted.", "security.");

  /**
   * Refuses what the format cannot carry, before anything is written.
   *
   * @throws LayerException naming the file, and what brought it
   */
  static void check(FileTree tree) throws LayerException {
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      for (String xattr : e.getValue().node().attributes().xattrs().keySet()) {
        if (XATTRS.stream().noneMatch(xattr::startsWith)) {
          throw new LayerException(
              e.getValue().origin()
                  + ": "
                  + FormatException.quote("/" + e.getKey())
                  + " has the extended attribute "
                  + FormatException.quote(xattr)
                  + ", which squashfs cannot carry");
        }
      }
    }
  }

  /** Writes {@code target}, which must not exist. */
  public void write(FileTree tree, Path target) throws IOException {
    if (Files.exists(target)) {
      throw new IOException(target + " exists already");
    }
    tool.run(
        command(target, 1),
        stdin -> {
          OutputStream out = new BufferedOutputStream(stdin, 1 << 16);
          TarWriter.write(tree, out);
          out.flush();
        });
    SquashfsSuperblock.read(target)
        .requireWhole(Files.size(target), Attributes.GENERATED_TIME, "what mksquashfs wrote");
  }

  /** With every option that would else be the machine's. */
  static List<String> command(Path target, int processors) {
    return List.of(
        "mksquashfs",
        "-",
        target.toString(),
        "-tar",
        "-noappend",
        "-quiet",
        "-no-progress",
        "-root-mode",
        "0755",
        "-mkfs-time",
        TIME,
        "-all-time",
        TIME,
        "-comp",
        "zstd",
        "-Xcompression-level",
        "3",
        "-mem",
        MEMORY,
        "-processors",
        Integer.toString(processors));
  }
}
