package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is given to Kconfig: the lines of a configuration, and changes on top of them. Immutable.
 *
 * <p>Lines also record what probes of the build machine found, which is never probed again. A
 * configuration that Kconfig has not finished, a fragment or a defconfig, records no compiler:
 * where it has no line, {@link Tooling} answers.
 */
final class UserValues {
  /** Kconfig writes one of these into every configuration since Linux 4.18. */
  private static final List<OptionName> COMPILER =
      List.of(OptionName.of("GCC_VERSION"), OptionName.of("CLANG_VERSION"));

  private final Kconfig kconfig;
  private final Optional<KernelConfig> config;
  private final Map<Integer, String> changes;
  private final boolean recorded;

  private UserValues(Kconfig kconfig, Optional<KernelConfig> config, Map<Integer, String> changes) {
    this.kconfig = kconfig;
    this.config = config;
    this.changes = Map.copyOf(changes);
    this.recorded =
        config.isPresent() && COMPILER.stream().anyMatch(o -> config.get().find(o) >= 0);
  }

  static UserValues of(Kconfig kconfig, KernelConfig config) {
    return new UserValues(kconfig, Optional.of(config), Map.of());
  }

  /** No configuration: every default, and every probe succeeds. */
  static UserValues none(Kconfig kconfig) {
    return new UserValues(kconfig, Optional.empty(), Map.of());
  }

  UserValues with(Map<Integer, String> more) {
    Map<Integer, String> all = new HashMap<>(changes);
    all.putAll(more);
    return new UserValues(kconfig, config, all);
  }

  Kconfig kconfig() {
    return kconfig;
  }

  Optional<String> change(int symbol) {
    return Optional.ofNullable(changes.get(symbol));
  }

  /** The value asked for; {@code n} for "is not set". */
  Optional<String> of(int symbol) {
    Optional<String> change = change(symbol);
    return change.isPresent() ? change : line(symbol);
  }

  private Optional<String> line(int symbol) {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    int slot = config.get().find(kconfig.option(symbol));
    return slot < 0 ? Optional.empty() : Optional.of(config.get().value(slot));
  }

  Planner.Probes probes() {
    return recorded ? Planner.Probes.RECORDED : Planner.Probes.ASSUMED;
  }

  /** What a line records of a symbol, or {@link Tooling} says where nothing is recorded. */
  Optional<String> stated(int symbol) {
    return line(symbol).or(() -> recorded ? Optional.empty() : Tooling.gcc(kconfig.name(symbol)));
  }

  /** Of a value that hangs on a probe and is stated nowhere: off where probes are recorded. */
  Tristate probed(Tristate assumed) {
    return recorded ? Tristate.N : assumed.most();
  }

  /** Where the symbol's line stands; 0 without one. */
  int place(int symbol) {
    if (config.isEmpty()) {
      return 0;
    }
    int slot = config.get().find(kconfig.option(symbol));
    return slot < 0 ? 0 : config.get().line(slot);
  }

  /** What the build machine made of a symbol that is no logical one. */
  String probedText(int symbol) {
    return stated(symbol).orElse("");
  }

  /** Whether the symbol is shown, when that hangs on a probe: it has a line, then. */
  Tristate probedVisibility(int symbol, Tristate range) {
    boolean shown = !recorded || line(symbol).isPresent();
    return shown ? range.most() : range.least();
  }

  static Tristate tri(String value) {
    return switch (value) {
      case "y" -> Tristate.Y;
      case "m" -> Tristate.M;
      default -> Tristate.N;
    };
  }
}
