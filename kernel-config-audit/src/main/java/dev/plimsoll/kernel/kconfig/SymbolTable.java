package dev.plimsoll.kernel.kconfig;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the Kconfig files of one kernel release say of its options, for one or more architectures.
 * Immutable and thread-safe; {@link #arch} gives the view that questions are asked of.
 */
public final class SymbolTable {
  private final String version;
  private final Set<KconfigArch> archs;
  private final NameTable names;
  private final TextTable texts;
  private final Supplier<TextTable> prompts;
  private final Expressions expressions;
  private final Definition[][] definitions;
  private final Choice[] choices;
  private final Map<KconfigArch, Kconfig> views = new EnumMap<>(KconfigArch.class);

  SymbolTable(
      String version,
      Set<KconfigArch> archs,
      NameTable names,
      TextTable texts,
      Supplier<TextTable> prompts,
      Expressions expressions,
      Definition[][] definitions,
      Choice[] choices) {
    this.version = version;
    this.archs = archs.isEmpty() ? EnumSet.noneOf(KconfigArch.class) : EnumSet.copyOf(archs);
    this.names = names;
    this.texts = texts;
    this.prompts = prompts;
    this.expressions = expressions;
    this.definitions = definitions;
    this.choices = choices;
  }

  /** As in the tree's makefile, such as {@code 6.1.192}. */
  public String version() {
    return version;
  }

  public Set<KconfigArch> archs() {
    return Set.copyOf(archs);
  }

  /** How many symbols are defined for at least one architecture. */
  public int defined() {
    return (int) Arrays.stream(definitions).filter(d -> d.length > 0).count();
  }

  /** The options of one architecture; empty when the table was not made for it. */
  public Optional<Kconfig> arch(KconfigArch arch) {
    if (!archs.contains(arch)) {
      return Optional.empty();
    }
    synchronized (views) {
      return Optional.of(views.computeIfAbsent(arch, a -> new Kconfig(this, a)));
    }
  }

  /** The architectures for which {@code name}, without CONFIG_, is defined. */
  public Set<KconfigArch> archsOf(String name) {
    Set<KconfigArch> found = EnumSet.noneOf(KconfigArch.class);
    int symbol = names.find(name);
    if (symbol >= 0) {
      for (Definition d : definitions[symbol]) {
        for (KconfigArch a : archs) {
          if (d.of(a)) {
            found.add(a);
          }
        }
      }
    }
    return found;
  }

  NameTable names() {
    return names;
  }

  TextTable texts() {
    return texts;
  }

  TextTable prompts() {
    return prompts.get();
  }

  Expressions expressions() {
    return expressions;
  }

  Definition[] definitions(int symbol) {
    return definitions[symbol];
  }

  Choice[] choices() {
    return choices;
  }
}
