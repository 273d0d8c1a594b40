package dev.plimsoll.cli.cancel;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.source.ImageConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A specification whose components lie beside it, and commands that work on it in a JVM of their
 * own, which are told to end after so many lines of progress.
 *
 * @param folder receives {@code image.yml}, its components, {@code data} and {@code out}
 */
record CancelJob(Path folder) {

  /** Writes all that the commands need; {@code random} makes the bytes of the largest file. */
  static CancelJob write(Path folder, Random random) throws IOException {
    byte[] noise = new byte[12 << 20];
    random.nextBytes(noise);
    TreeBuilder tree = new TreeBuilder();
    tree.add("init", file(noise), "test");
    tree.add("bin/busybox", file(staticProgram()), "test");
    layout(folder.resolve("init"), tree);
    TreeBuilder kernel = new TreeBuilder();
    kernel.add("kernel", file(bzImage()), "test");
    layout(folder.resolve("kernel"), kernel);
    Files.writeString(
        folder.resolve("image.yml"),
        """
        kernel:
          image: oci:kernel
          tar: none
          cmdline: "console=ttyS0"
        init:
          - oci:init
        """);
    Path agent = Files.createDirectories(folder.resolve("boot-agent").resolve("target"));
    Files.write(agent.resolve("plimsoll-agent"), staticProgram());
    Files.writeString(agent.resolve("init"), "#!/bin/sh\n");
    return new CancelJob(folder);
  }

  private static void layout(Path folder, TreeBuilder tree) throws IOException {
    OciLayoutWriter.in(folder)
        .writeImage(
            tree.build(),
            new ImageConfig(
                List.of("/init"), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of()),
            "latest");
  }

  private static RegularFile file(byte[] content) {
    return new RegularFile(Attributes.generated(0755), new Content.Inline(Bytes.copyOf(content)));
  }

  /** The header of x86's boot protocol with a version, and nothing to boot. */
  private static byte[] bzImage() {
    byte[] image = new byte[4096];
    byte[] magic = "HdrS".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, image, 0x202, magic.length);
    image[0x20f] = 0x02;
    byte[] version = "6.1.0-test (x)\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(version, 0, image, 0x400, version.length);
    return image;
  }

  /** The headers of an x86-64 ELF program with one segment to load, and no code. */
  private static byte[] staticProgram() {
    ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    elf.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1);
    elf.putLong(0x20, 64).putShort(0x34, (short) 64);
    elf.putShort(0x36, (short) 56).putShort(0x38, (short) 1).putInt(64, 1);
    return elf.array();
  }

  /** {@code plimsoll COMMAND … --data=FOLDER/data}, which tells its progress as JSON. */
  Process start(String command, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "--enable-native-access=ALL-UNNAMED",
                "-Dplimsoll.home=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.plimsoll.cli.Main",
                command,
                "--progress=json",
                "--data=" + folder.resolve("data")));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  String specification() {
    return folder.resolve("image.yml").toString();
  }

  record End(int code, List<String> said) {}

  /** Sends {@code signal} to the process once it has said {@code lines}, and waits for its end. */
  static End cancelled(Process process, String signal, int lines) throws Exception {
    List<String> said = new ArrayList<>();
    try (var err = process.errorReader()) {
      boolean sent = false;
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        said.add(line);
        if (!sent && said.size() >= lines) {
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
          sent = true;
        }
      }
    } finally {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    return new End(process.waitFor(), said);
  }

  /** Hidden files, work directories and outputs; none of which may be left. */
  List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    for (String place : List.of("out", "data")) {
      if (Files.exists(folder.resolve(place))) {
        try (Stream<Path> files = Files.walk(folder.resolve(place))) {
          files
              .filter(f -> !Files.isDirectory(f) || !isFixed(f))
              .map(f -> folder.relativize(f).toString())
              .filter(f -> f.contains("/.") || f.startsWith("data/work/") || f.startsWith("out/"))
              .forEach(left::add);
        }
      }
    }
    if (Files.exists(folder.resolve("plimsoll.lock"))) {
      left.add("plimsoll.lock");
    }
    return left;
  }

  /** Folders that a service makes once. */
  private boolean isFixed(Path directory) {
    return List.of("build", "runs", "empty", "uploads").stream()
        .anyMatch(name -> folder.resolve("data/work/" + name).equals(directory));
  }
}
