package dev.plimsoll.cli.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.source.ImageConfig;
import java.io.IOException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds in a JVM of their own, told to end at moments that follow from a seed (printed): after so
 * many bytes of progress that the build is at another step each time.
 */
final class CancelTest {
  private static final long SEED = Long.getLong("cancel.seed", 20260102);
  private static final int ROUNDS = 5;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  @BeforeEach
  void writeJob() throws IOException {
    System.err.println("cancel.seed=" + SEED);
    TreeBuilder tree = new TreeBuilder();
    byte[] noise = new byte[12 << 20];
    random.nextBytes(noise);
    tree.add("init", file(noise), "test");
    OciLayoutWriter.in(folder.resolve("init"))
        .writeImage(
            tree.build(),
            new ImageConfig(
                List.of("/init"), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of()),
            "latest");
    TreeBuilder kernel = new TreeBuilder();
    kernel.add("kernel", file(bzImage()), "test");
    OciLayoutWriter.in(folder.resolve("kernel"))
        .writeImage(
            kernel.build(),
            new ImageConfig(
                List.of(), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of()),
            "latest");
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

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.plimsoll.cli.Main",
            "build",
            "--progress=json",
            "--format=tar,kernel+initrd",
            "--data=" + folder.resolve("data"),
            "--dir=" + folder.resolve("out"),
            folder.resolve("image.yml").toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private record End(int code, List<String> said) {}

  /** Starts a build and sends {@code signal} once it has said {@code events} lines. */
  private End cancelled(String signal, int events) throws Exception {
    Process build = start();
    List<String> said = new ArrayList<>();
    try (var err = build.errorReader()) {
      boolean sent = false;
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        said.add(line);
        if (!sent && said.size() >= events) {
          new ProcessBuilder("kill", "-" + signal, Long.toString(build.pid())).start().waitFor();
          sent = true;
        }
      }
    } finally {
      if (!build.waitFor(60, TimeUnit.SECONDS)) {
        build.destroyForcibly();
      }
    }
    return new End(build.waitFor(), said);
  }

  /** Hidden files, work directories and outputs; none of which may be left. */
  private List<String> leftovers() throws IOException {
    List<String> left = new ArrayList<>();
    for (String place : List.of("out", "data")) {
      if (Files.exists(folder.resolve(place))) {
        try (Stream<Path> files = Files.walk(folder.resolve(place))) {
          files
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

  private void removeOutputs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder.resolve("plimsoll.lock"));
  }

  @Test
  void interruptAtAnyStep_leavesNothing_orAllWhenItCameTooLate() throws Exception {
    int cancelled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String signal = random.nextBoolean() ? "INT" : "TERM";
      End end = cancelled(signal, 1 + random.nextInt(12));
      if (end.code == 0 || Files.exists(folder.resolve("plimsoll.lock"))) {
        assertThat(leftovers())
            .containsExactlyInAnyOrder(
                "out/image.tar",
                "out/image-kernel",
                "out/image-initrd.img",
                "out/image-cmdline",
                "out/image.provenance.json",
                "plimsoll.lock");
        removeOutputs();
        continue;
      }
      cancelled++;
      assertThat(end.code).as("%s", end.said).isEqualTo(signal.equals("INT") ? SIGINT : SIGTERM);
      assertThat(end.said.getLast()).isEqualTo("plimsoll: cancelled");
      assertThat(leftovers()).as("%s", end.said).isEmpty();
    }
    assertThat(cancelled).isPositive();
  }

  @Test
  void killedBuild_leavesWhatTheNextOneRemoves() throws Exception {
    End killed = cancelled("KILL", 3);
    assertThat(killed.code).isEqualTo(137);
    Process next = start();
    next.errorReader().lines().forEach(l -> {});
    assertThat(next.waitFor()).isZero();
    assertThat(leftovers())
        .containsExactlyInAnyOrder(
            "out/image.tar",
            "out/image-kernel",
            "out/image-initrd.img",
            "out/image-cmdline",
            "out/image.provenance.json",
            "plimsoll.lock");
  }
}
