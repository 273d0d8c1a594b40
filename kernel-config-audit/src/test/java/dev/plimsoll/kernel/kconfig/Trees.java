package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.KernelConfig;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kernel source trees in memory. */
final class Trees {
  private Trees() {}

  /** A tree of release 7.2.3 whose top file is {@code kconfig}. */
  static Map<String, String> files(String kconfig) {
    Map<String, String> files = new HashMap<>();
    files.put("Makefile", "VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 3\nEXTRAVERSION = -rc1\n");
    files.put("arch/x86/Kconfig", "");
    files.put("Kconfig", kconfig);
    return files;
  }

  static KconfigFiles tree(Map<String, String> files) {
    return new KconfigFiles() {
      @Override
      public String name() {
        return "tree";
      }

      @Override
      public Optional<String> read(String path) {
        return Optional.ofNullable(files.get(path));
      }
    };
  }

  static SymbolTable table(Map<String, String> files, KconfigLimits limits, Set<KconfigArch> archs)
      throws FormatException, IOException {
    return KconfigReader.read(tree(files), archs, limits);
  }

  static Kconfig x86(String kconfig) throws FormatException, IOException {
    return x86(files(kconfig));
  }

  static Kconfig x86(Map<String, String> files) throws FormatException, IOException {
    return table(files, KconfigLimits.STANDARD, EnumSet.of(KconfigArch.X86))
        .arch(KconfigArch.X86)
        .orElseThrow();
  }

  static KernelConfig config(String lines) throws FormatException {
    return KernelConfig.parse("config", Bytes.ofUtf8(lines + "\nCONFIG_NOTHING=y\n"));
  }

  /** What {@code make olddefconfig} would make of the lines. */
  static Resolution resolve(Kconfig kconfig, String lines) throws FormatException {
    return new Resolution(UserValues.of(kconfig, config(lines)));
  }
}
