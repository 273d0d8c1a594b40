package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.ConfigHeader;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which architecture a configuration is for, by the options that name one. */
final class Architecture {
  private static final List<Map.Entry<OptionName, String>> OPTIONS =
      List.of(
          option("X86_64", "x86_64"),
          option("X86_32", "x86_32"),
          option("ARM64", "arm64"),
          option("ARM", "arm"),
          option("RISCV", "riscv"),
          option("PPC", "powerpc"),
          option("S390", "s390"),
          option("MIPS", "mips"),
          option("LOONGARCH", "loongarch"));
  private static final OptionName UML = OptionName.of("UML");
  private static final Map<String, String> ALIASES =
      Map.of(
          "amd64", "x86_64", "x86-64", "x86_64", "i386", "x86_32", "i686", "x86_32", "aarch64",
          "arm64", "armhf", "arm", "riscv64", "riscv", "ppc64le", "powerpc", "s390x", "s390");

  private Architecture() {}

  private static Map.Entry<OptionName, String> option(String name, String arch) {
    return Map.entry(OptionName.of(name), arch);
  }

  /**
   * @throws FormatException when the configuration is for two architectures, or for another than
   *     the caller says: judging by the wrong rules would prove nothing
   */
  static Optional<String> of(
      Optional<String> given, Optional<KernelView.Located<KernelConfig>> config)
      throws FormatException {
    Optional<String> wanted = given.map(a -> ALIASES.getOrDefault(a, a));
    if (config.isEmpty()) {
      return wanted;
    }
    Optional<String> found = detect(config.get());
    if (wanted.isPresent() && found.isPresent() && !wanted.equals(found)) {
      throw new FormatException(
          config.get().where(),
          "a kernel configuration for " + found.get() + ", wanted one for " + wanted.get());
    }
    return found.isPresent() ? found : wanted;
  }

  private static Optional<String> detect(KernelView.Located<KernelConfig> config)
      throws FormatException {
    KernelConfig kc = config.value();
    if (on(kc, UML)) {
      return Optional.of("um");
    }
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Map.Entry<OptionName, String> o : OPTIONS) {
      if (on(kc, o.getKey())) {
        found.add(o.getValue());
        names.add(o.getKey() + "=y at line " + kc.line(kc.find(o.getKey())));
      }
    }
    if (found.size() > 1) {
      throw new FormatException(
          config.where(),
          "a kernel configuration for two architectures: " + String.join(", ", names));
    }
    if (found.size() == 1) {
      return Optional.of(found.getFirst());
    }
    // "x86" alone says nothing of 32 or 64 bits
    return kc.header()
        .map(ConfigHeader::arch)
        .map(a -> ALIASES.getOrDefault(a, a))
        .filter(a -> OPTIONS.stream().anyMatch(o -> o.getValue().equals(a)));
  }

  private static boolean on(KernelConfig kc, OptionName name) {
    int slot = kc.find(name);
    return slot >= 0 && kc.isSet(slot);
  }
}
