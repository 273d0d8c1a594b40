package dev.plimsoll.kernel.kconfig;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An architecture whose Kconfig is read: what the kernel's makefiles call {@code SRCARCH}. */
public enum KconfigArch {
  X86("x86"),
  ARM64("arm64"),
  ARM("arm"),
  RISCV("riscv"),
  /** User-mode Linux on x86. */
  UM("um");

  private final String wire;

  KconfigArch(String wire) {
    this.wire = wire;
  }

  public String wire() {
    return wire;
  }

  int bit() {
    return 1 << ordinal();
  }

  /**
   * @param name {@code x86}, {@code x86_64}, {@code amd64}, {@code arm64}, {@code riscv64}, …
   */
  public static Optional<KconfigArch> find(String name) {
    String arch =
        switch (name) {
          case "x86_64", "x86_32", "amd64", "x86-64", "i386", "i686" -> "x86";
          case "aarch64" -> "arm64";
          case "armhf" -> "arm";
          case "riscv64" -> "riscv";
          default -> name;
        };
    return Arrays.stream(values()).filter(a -> a.wire.equals(arch)).findFirst();
  }

  /** The variables that Kbuild exports, as far as they do not depend on the build machine. */
  Map<String, String> environment() {
    Map<String, String> env = new TreeMap<>();
    env.put("ARCH", wire);
    env.put("SRCARCH", wire);
    env.put("srctree", ".");
    if (this == UM) {
      env.put("HEADER_ARCH", "x86");
      env.put("SUBARCH", "x86");
    }
    return env;
  }
}
