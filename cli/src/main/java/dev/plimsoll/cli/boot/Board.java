package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A machine that QEMU emulates. */
public enum Board {
  X86_64("qemu-system-x86_64", "qemu-system-x86", "q35", "ttyS0"),
  ARM64("qemu-system-aarch64", "qemu-system-arm", "virt", "ttyAMA0"),
  RISCV64("qemu-system-riscv64", "qemu-system-misc", "virt", "ttyS0");

  private static final int HEAD = 0x210;

  private final String program;
  private final String debianPackage;
  private final String machine;
  private final String console;

  Board(String program, String debianPackage, String machine, String console) {
    this.program = program;
    this.debianPackage = debianPackage;
    this.machine = machine;
    this.console = console;
  }

  /**
   * The board that runs {@code kernel}, by its header: Linux's x86 boot protocol, {@code
   * arm64/booting.rst}, {@code riscv/boot-image-header.rst}.
   *
   * @throws CommandFailure when it is none of these
   */
  static Board of(Path kernel) throws IOException, CommandFailure {
    byte[] head;
    try (InputStream in = Files.newInputStream(kernel)) {
      head = in.readNBytes(HEAD);
    }
    if (has(head, 0x202, "HdrS")) {
      return X86_64;
    }
    if (has(head, 0x38, "ARM\u0064")) {
      return ARM64;
    }
    if (has(head, 0x30, "RISCV")) {
      return RISCV64;
    }
    throw CommandFailure.evidence(
        kernel + " is no kernel that QEMU starts: no header of x86, arm64 or riscv64");
  }

  private static boolean has(byte[] head, int at, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.US_ASCII);
    return head.length >= at + wanted.length
        && java.util.Arrays.equals(head, at, at + wanted.length, wanted, 0, wanted.length);
  }

  String program() {
    return program;
  }

  String debianPackage() {
    return debianPackage;
  }

  /** The serial line's name in the guest, for {@code console=}. */
  String console() {
    return console;
  }

  List<String> options() {
    return List.of("-M", machine, "-cpu", "max");
  }
}
