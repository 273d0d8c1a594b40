package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.OptionName;

/**
 * One line to write into a configuration.
 *
 * @param name without CONFIG_
 * @param value {@code n}, {@code m}, {@code y}, a number, or a text without quotes
 */
public record Change(String name, String value, OptionType type) {

  /** As it stands in a {@code .config}. */
  public String line() {
    String option = OptionName.PREFIX + name;
    if (value.equals("n") && type != OptionType.STRING) {
      return "# " + option + " is not set";
    }
    return type == OptionType.STRING
        ? option + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : option + "=" + value;
  }
}
