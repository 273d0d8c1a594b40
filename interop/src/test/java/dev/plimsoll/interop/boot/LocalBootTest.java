package dev.plimsoll.interop.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.Main;
import dev.plimsoll.cli.boot.TamperedDisk;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code build}, then {@code boot run} on its files, as a user does it. One build serves all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LocalBootTest {
  private static final String SPECIFICATION =
      """
      kernel:
        image: deb:linux-image-cloud-amd64
        cmdline: "console=ttyS0 quiet panic=-1"
        tar: none
      init:
        - deb:busybox-static
      files:
        - path: sbin/init
          mode: "0755"
          contents: |
            #!/bin/busybox sh
            echo "BOOTED $(/bin/busybox uname -s)"
            /bin/busybox poweroff -f
        - path: proc
          directory: true
        - path: sys
          directory: true
        - path: dev
          directory: true
        - path: run
          directory: true
      """;

  @TempDir static Path folder;

  private record Result(ExitCode code, String out, String err) {}

  private Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Main.run(
            args,
            new Context(
                Terminal.of(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of("PLIMSOLL_DATA", folder.resolve("data").toString())),
                InstantSource.system(),
                Optional.of(Required.home())));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String file(String name) {
    return folder.resolve("out").resolve(name).toString();
  }

  @BeforeAll
  void build() throws Exception {
    Required.machines();
    Path yaml = Files.writeString(folder.resolve("tiny.yml"), SPECIFICATION);
    Result built =
        run(
            "build",
            "--format",
            "kernel+initrd,kernel+squashfs,verity,tar-kernel-initrd,oci",
            "--dir",
            folder.resolve("out").toString(),
            yaml.toString());
    assertThat(built.code()).as(built.err()).isEqualTo(ExitCode.DONE);
  }

  private void assertBoots(String name) {
    Result booted = run("boot", "run", "--console", "--timeout", "300", file(name));
    assertThat(booted.out()).as(booted.err()).contains("BOOTED Linux");
    assertThat(booted.code()).as(booted.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void initrd_boots() {
    assertBoots("tiny-initrd.img");
  }

  @Test
  void squashfs_boots() {
    assertBoots("tiny-squashfs.img");
  }

  @Test
  void verity_boots() {
    assertBoots("tiny-verity.img");
  }

  @Test
  void artifactInALayout_boots() {
    assertBoots("tiny-oci");
  }

  @Test
  void verityWithAFlippedByte_isRefused() throws Exception {
    for (String other :
        new String[] {"tiny-kernel", "tiny-verity-cmdline", "tiny-verity-initrd.img"}) {
      Files.copy(
          Path.of(file(other)),
          Path.of(file(other.replace("tiny-", "bad-"))),
          StandardCopyOption.REPLACE_EXISTING);
    }
    TamperedDisk.copy(
        Path.of(file("tiny-verity.img")),
        Path.of(file("bad-verity.img")),
        TamperedDisk.SQUASHFS_TIME);
    Result refused = run("boot", "run", "--timeout", "300", file("bad-verity.img"));
    assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.DENIED);
    assertThat(refused.out()).contains("boot refused: root-corrupt");
  }

  @Test
  void severalFormats_mustBeChosenFrom() {
    Result unclear = run("boot", "run", file("tiny"));
    assertThat(unclear.code()).isEqualTo(ExitCode.WRONG);
    assertThat(unclear.err().lines()).hasSize(1);
    assertThat(unclear.err()).contains("tiny-initrd.img", "tiny-squashfs.img", "tiny-verity.img");
  }

  @Test
  void panic_isNoAnswer() {
    Result panic =
        run(
            "boot",
            "run",
            "--timeout",
            "300",
            "--append",
            "rdinit=/nowhere",
            file("tiny-initrd.img"));
    assertThat(panic.code()).as(panic.out()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(panic.err()).contains("the kernel panicked");
  }
}
