package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.ConfigHeader;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

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
      Map.ofEntries(
          Map.entry("amd64", "x86_64"),
          Map.entry("x86-64", "x86_64"),
          Map.entry("i386", "x86_32"),
          Map.entry("i686", "x86_32"),
          Map.entry("aarch64", "arm64"),
          Map.entry("armhf", "arm"),
          Map.entry("armv7l", "arm"),
          Map.entry("riscv64", "riscv"),
          Map.entry("ppc64le", "powerpc"),
          Map.entry("s390x", "s390"),
          Map.entry("loongarch64", "loongarch"));

  private Architecture() {}

  static List<String> names() {
    SortedSet<String> names = new TreeSet<>(ALIASES.keySet());
    OPTIONS.forEach(o -> names.add(o.getValue()));
    names.add("um");
    return List.copyOf(names);
  }

  /** The one spelling of {@code name}: {@code riscv} for {@code riscv64}; others as they are. */
  static String canonical(String name) {
    return ALIASES.getOrDefault(name, name);
  }

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
    Optional<String> found = detect(config.get(), wanted);
    if (wanted.isPresent() && found.isPresent() && !wanted.equals(found)) {
      throw new FormatException(
          config.get().where(),
          "a kernel configuration for " + found.get() + ", wanted one for " + wanted.get());
    }
    return found.isPresent() ? found : wanted;
  }

  private static Optional<String> detect(
      KernelView.Located<KernelConfig> config, Optional<String> wanted) throws FormatException {
    KernelConfig kc = config.value();
    if (on(kc, UML)) {
      return Optional.of("um");
    }
    List<String> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (Map.Entry<OptionName, String> o : OPTIONS) {
      if (on(kc, o.getKey())) {
        found.add(o.getValue());
        lines.add(kc.line(kc.find(o.getKey())));
        names.add(o.getKey() + "=y at line " + kc.line(kc.find(o.getKey())));
      }
    }
    if (found.size() > 1 && wanted.isPresent() && found.contains(wanted.get())) {
      return wanted;
    }
    if (found.size() > 1) {
      throw new FormatException(
          config.where() + ":" + lines.get(1) + ":1",
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
