package dev.plimsoll.kernel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's kernels as apt has them: 35 and 42 MB, fetched when {@code PLIMSOLL_TEST_APT=1} or
 * {@code PLIMSOLL_REQUIRE_TOOLS=1}.
 */
class RealKernelTest {
  private static final Pattern KERNEL = Pattern.compile("Depends: .*?(linux-image-[^ ,]+)");

  @TempDir static Path folder;

  @BeforeAll
  static void fetch() throws Exception {
    boolean required = "1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"));
    boolean wanted = required || "1".equals(System.getenv("PLIMSOLL_TEST_APT"));
    boolean there = Files.isExecutable(Path.of("/usr/bin/apt-get"));
    if (required && !there) {
      fail("no apt-get, and PLIMSOLL_REQUIRE_TOOLS=1 forbids to skip");
    }
    if (!wanted || !there) {
      System.err.println("SKIPPED: real kernels; PLIMSOLL_TEST_APT=1 fetches them from apt");
    }
    Assumptions.assumeTrue(wanted && there, "real kernels are not fetched");
    Matcher kernel = KERNEL.matcher(run("apt-cache", "show", "linux-image-cloud-amd64"));
    assertThat(kernel.find()).isTrue();
    run("apt-get", "download", kernel.group(1), "user-mode-linux");
  }

  private static String run(String... command) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(300, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(out)).isTrue();
    return Files.readString(out);
  }

  private static Path fetched(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private static KernelContents read(Path file) throws Exception {
    try (KernelFile opened = KernelFile.open(file)) {
      return KernelReader.readFile(file.toString(), opened);
    }
  }

  private static KernelConfig config(KernelContents found) throws Exception {
    KernelContents.Text text = found.config().orElseThrow();
    return KernelConfig.parse(text.where(), text.bytes());
  }

  @Test
  void packageOfACloudKernel_hasItsConfiguration() throws Exception {
    KernelContents found = read(fetched("linux-image-"));
    assertThat(found.kind()).isEqualTo(Kind.DEB);
    assertThat(found.config().orElseThrow().where()).contains(".deb!boot/config-6.");
    assertThat(config(found).size()).isGreaterThan(3_000);
  }

  /** Debian builds without IKCONFIG: the image says what it is, and where else to look. */
  @Test
  void imageOfACloudKernel_saysItsRelease_andWhereToLook() throws Exception {
    run("dpkg-deb", "-x", fetched("linux-image-").toString(), "tree");
    try (Stream<Path> boot = Files.list(folder.resolve("tree/boot"))) {
      List<Path> images = boot.filter(f -> f.toString().contains("/vmlinuz-")).toList();
      KernelContents found = read(images.getFirst());
      assertThat(found.kind()).isEqualTo(Kind.BZIMAGE);
      assertThat(found.arch()).contains("x86_64");
      String release = found.release().orElseThrow();
      assertThat(images.getFirst()).hasFileName("vmlinuz-" + release);
      assertThat(found.config()).isEmpty();
      assertThat(found.missing()).contains("/boot/config-" + release);
    }
  }

  @Test
  void configsModule_ofUserModeLinux_isTrueIkconfig() throws Exception {
    KernelContents found = read(fetched("user-mode-linux"));
    assertThat(found.config().orElseThrow().where()).endsWith("configs.ko!ikconfig");
    KernelConfig config = config(found);
    assertThat(config.findValue("CONFIG_UML")).contains("y");
    assertThat(config.findValue("CONFIG_IKCONFIG")).contains("m");
    assertThat(found.release()).hasValueSatisfying(r -> assertThat(r).startsWith("6."));
  }
}
