package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is given to Kconfig: the lines of a configuration, and changes on top of them. Immutable.
 *
 * <p>Lines also record what probes of the build machine found, which is never probed again.
 */
final class UserValues {
  private final Kconfig kconfig;
  private final Optional<KernelConfig> config;
  private final Map<Integer, String> changes;

  private UserValues(Kconfig kconfig, Optional<KernelConfig> config, Map<Integer, String> changes) {
    this.kconfig = kconfig;
    this.config = config;
    this.changes = Map.copyOf(changes);
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

  /** What the build machine made of a logical symbol. */
  Tristate probed(int symbol) {
    if (config.isEmpty()) {
      return Tooling.gcc(kconfig.name(symbol)).map(UserValues::tri).orElse(Tristate.Y);
    }
    return line(symbol).map(UserValues::tri).orElse(Tristate.N);
  }

  /** What the build machine made of a symbol that is no logical one. */
  String probedText(int symbol) {
    if (config.isEmpty()) {
      return Tooling.gcc(kconfig.name(symbol)).orElse("");
    }
    return line(symbol).orElse("");
  }

  /** Whether the symbol is shown, when that hangs on a probe: it has a line, then. */
  Tristate probedVisibility(int symbol, Tristate range) {
    boolean shown = config.isEmpty() || line(symbol).isPresent();
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
