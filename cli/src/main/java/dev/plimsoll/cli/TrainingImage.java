package dev.plimsoll.cli;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.output.TarWriter;
import dev.plimsoll.image.source.ImageConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A specification with everything that a usual one has; its kernel is a header alone. */
final class TrainingImage {
  private static final String SPECIFICATION =
      """
      kernel:
        image: oci:kernel
        cmdline: "console=ttyS0"
      init:
        - oci:init
      onboot:
        - name: once
          image: oci:init
          command: ["/bin/tool"]
          readonly: true
      services:
        - name: web
          image: oci:init
          capabilities: [CAP_NET_BIND_SERVICE]
          binds: [/etc/resolv.conf:/etc/resolv.conf]
      files:
        - path: etc/motd
          contents: "hello"
          mode: "0644"
      """;

  private TrainingImage() {}

  /** Writes images and specification into {@code folder}; returns the specification. */
  static Path write(Path folder) throws IOException {
    TreeBuilder modules = new TreeBuilder();
    modules.add("lib/modules/6.1.0-training/modules.builtin", file(new byte[64]), "training");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    TarWriter.write(modules.build(), archive);
    image(
        folder.resolve("kernel"),
        Map.of("kernel", file(bzImage()), "kernel.tar", file(archive.toByteArray())));
    image(
        folder.resolve("init"),
        Map.of(
            "init", file(new byte[100]),
            "bin/tool", file(program()),
            "bin/link", new Symlink(Attributes.generated(0777), "tool")));
    return Files.writeString(folder.resolve("training.yml"), SPECIFICATION);
  }

  private static void image(Path layout, Map<String, Node> nodes) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    for (Map.Entry<String, Node> e : nodes.entrySet()) {
      tree.add(e.getKey(), e.getValue(), "training");
    }
    ImageConfig config =
        new ImageConfig(
            List.of("/bin/tool"), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of());
    OciLayoutWriter.in(layout).writeImage(tree.build(), config, "latest");
  }

  private static RegularFile file(byte[] content) {
    return new RegularFile(Attributes.generated(0755), new Content.Inline(Bytes.copyOf(content)));
  }

  /** As large as a usual program, so that hashing and copying become hot; compresses by half. */
  private static byte[] program() {
    byte[] program = new byte[24 << 20];
    long state = 1;
    for (int i = 0; i < program.length; i += 2) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      program[i] = (byte) (state >>> 56);
    }
    return program;
  }

  private static byte[] bzImage() {
    byte[] image = new byte[4096];
    byte[] magic = "HdrS".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, image, 0x202, magic.length);
    image[0x20f] = 0x02; // the version is at 0x200 + 0x200
    byte[] version = "6.1.0-training (x)\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(version, 0, image, 0x400, version.length);
    return image;
  }
}
