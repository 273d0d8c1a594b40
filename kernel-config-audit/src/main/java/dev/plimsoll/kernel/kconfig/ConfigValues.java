package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;

/**
 * Values as a finished {@code .config} has them: an option without a line is n, or empty. Looked up
 * once each; not thread-safe.
 */
final class ConfigValues implements Values {
  private final Kconfig kconfig;
  private final KernelConfig config;

  /** For each symbol 0 while nobody has asked, else 1 and its value's place in {@link Tristate}. */
  private final byte[] seen;

  ConfigValues(Kconfig kconfig, KernelConfig config) {
    this.kconfig = kconfig;
    this.config = config;
    this.seen = new byte[kconfig.size()];
  }

  @Override
  public Tristate tri(int symbol) {
    return switch (seen[symbol]) {
      case 1 -> Tristate.N;
      case 2 -> Tristate.M;
      case 3 -> Tristate.Y;
      default -> {
        Tristate value = look(symbol);
        seen[symbol] = (byte) (value.ordinal() + 1);
        yield value;
      }
    };
  }

  private Tristate look(int symbol) {
    if (!kconfig.type(symbol).logical()) {
      return Tristate.N;
    }
    int slot = config.find(kconfig.option(symbol));
    if (slot < 0 || !config.isSet(slot)) {
      return Tristate.N;
    }
    return switch (config.value(slot)) {
      case "y" -> Tristate.Y;
      case "m" -> Tristate.M;
      default -> Tristate.N;
    };
  }

  @Override
  public String text(int symbol) {
    OptionType type = kconfig.type(symbol);
    if (type == OptionType.UNKNOWN) {
      return kconfig.name(symbol);
    }
    if (type.logical()) {
      return tri(symbol).wire();
    }
    int slot = config.find(kconfig.option(symbol));
    return slot < 0 || !config.isSet(slot) ? "" : config.value(slot);
  }
}
