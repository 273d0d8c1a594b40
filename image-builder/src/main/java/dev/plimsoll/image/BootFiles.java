package dev.plimsoll.image;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.output.Segments;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.TemporaryFiles;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The files that a boot loader or QEMU takes, under LinuxKit's names. Each is written beside and
 * renamed, so that no half file ever has the name.
 */
public final class BootFiles {
  private final Path directory;
  private final String name;

  private BootFiles(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** Files {@code directory/name-…}; the directory is made when it is new. */
  public static BootFiles in(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    return new BootFiles(directory, name);
  }

  /**
   * {@code kernel+squashfs}: {@code -kernel}, {@code -initrd.img} (stage 1), {@code -root.img}
   * (squashfs with verity tree) and {@code -cmdline}, which names the image, its root hash and the
   * first virtio disk. Blobs are checked against their digests once more.
   */
  public List<Path> writeSquashfs(BuiltImage image, ContentStore store) throws IOException {
    return List.of(
        joined("kernel", List.of(image.kernel()), store),
        joined("initrd.img", image.initramfs(), store),
        joined("root.img", List.of(image.root()), store),
        text("cmdline", squashfsCommandLine(image)));
  }

  /** The specification's command line and what stage 1 needs to open the root. */
  static String squashfsCommandLine(BuiltImage image) {
    return (image.commandLine()
            + " plimsoll.image="
            + image.digest()
            + " plimsoll.roothash="
            + image.rootHash()
            + " plimsoll.root=/dev/vda plimsoll.hashoffset="
            + image.hashOffset())
        .strip();
  }

  List<Path> writeInitrd(BuildPlan plan, ContentStore store, Path work) throws IOException {
    Descriptor segment = Segments.store(plan.root(), store, work);
    String commandLine = ImageBuilder.commandLine(plan.kernelSpec()).value();
    // the kernel starts /init of an initramfs; other roots have their init elsewhere
    boolean needsName = plan.root().find("init").isEmpty() && !commandLine.contains("rdinit=");
    return List.of(
        content("kernel", plan.kernel().image().content()),
        joined("initrd.img", List.of(segment), store),
        text("cmdline", needsName ? (commandLine + " rdinit=/sbin/init").strip() : commandLine));
  }

  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private Path joined(String suffix, List<Descriptor> blobs, ContentStore store)
      throws IOException {
    return file(
        suffix,
        out -> {
          for (Descriptor blob : blobs) {
            Path stored =
                store
                    .find(blob.digest())
                    .orElseThrow(
                        () -> new FileNotFoundException("the store has no " + blob.digest()));
            try (InputStream in =
                new VerifiedInput(Files.newInputStream(stored), "blob " + stored, blob.digest())) {
              in.transferTo(out);
            }
          }
        });
  }

  private Path content(String suffix, Content content) throws IOException {
    return file(
        suffix,
        out -> {
          try (InputStream in = content.open()) {
            in.transferTo(out);
          }
        });
  }

  private Path text(String suffix, String text) throws IOException {
    return file(suffix, out -> out.write(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private Path file(String suffix, Writer writer) throws IOException {
    Path target = directory.resolve(name + "-" + suffix);
    Path temporary = TemporaryFiles.create(directory, name);
    try {
      try (OutputStream out = Files.newOutputStream(temporary)) {
        writer.write(out);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return target;
  }
}
