package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.store.ContentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The files that a build can write, named as LinuxKit names them. */
enum BuildOutput {
  KERNEL_INITRD("kernel+initrd") {
    @Override
    List<Path> write(BuiltImage image, ContentStore store, Path directory) throws IOException {
      return List.of(
          join(store, List.of(image.kernel()), directory.resolve(image.name() + "-kernel")),
          join(store, image.initramfs(), directory.resolve(image.name() + "-initrd.img")),
          text(Bytes.ofUtf8(commandLine(image)), directory.resolve(image.name() + "-cmdline")));
    }
  },
  ROOT("root") {
    @Override
    List<Path> write(BuiltImage image, ContentStore store, Path directory) throws IOException {
      return List.of(
          join(store, List.of(image.root()), directory.resolve(image.name() + "-root.img")));
    }
  },
  MANIFEST("manifest") {
    @Override
    List<Path> write(BuiltImage image, ContentStore store, Path directory) throws IOException {
      return List.of(
          text(image.manifestBytes(), directory.resolve(image.name() + "-manifest.json")));
    }
  },
  OCI("oci") {
    @Override
    List<Path> write(BuiltImage image, ContentStore store, Path directory) throws IOException {
      Path layout = directory.resolve(image.name() + "-oci");
      OciLayoutWriter.in(layout).writeArtifact(image, store);
      return List.of(layout);
    }
  };

  private final String wire;

  BuildOutput(String wire) {
    this.wire = wire;
  }

  /** Writes its files; each appears whole or not at all. */
  abstract List<Path> write(BuiltImage image, ContentStore store, Path directory)
      throws IOException;

  static BuildOutput of(String wire) throws CommandFailure {
    for (BuildOutput output : values()) {
      if (output.wire.equals(wire)) {
        return output;
      }
    }
    throw CommandFailure.wrong(
        "--format has "
            + FormatException.quote(wire)
            + ", wanted "
            + Arrays.stream(values()).map(o -> o.wire).collect(Collectors.joining(", ")));
  }

  private static String commandLine(BuiltImage image) {
    return (image.commandLine()
            + " plimsoll.image="
            + image.digest()
            + " plimsoll.roothash="
            + image.rootHash()
            + " plimsoll.hashoffset="
            + image.hashOffset()
            + "\n")
        .stripLeading();
  }

  private static Path text(Bytes content, Path target) throws IOException {
    return put(target, out -> out.write(content.toArray()));
  }

  private static Path join(ContentStore store, List<Descriptor> parts, Path target)
      throws IOException {
    return put(
        target,
        out -> {
          for (Descriptor part : parts) {
            Path blob =
                store
                    .find(part.digest())
                    .orElseThrow(() -> new FileNotFoundException("blob " + part.digest()));
            try (InputStream in = Files.newInputStream(blob)) {
              in.transferTo(out);
            }
          }
        });
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private static Path put(Path target, Content content) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (OutputStream out = Files.newOutputStream(part)) {
        content.writeTo(out);
      }
      return Files.move(
          part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
