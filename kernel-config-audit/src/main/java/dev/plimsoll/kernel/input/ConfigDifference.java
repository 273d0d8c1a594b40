package dev.plimsoll.kernel.input;

import dev.plimsoll.kernel.config.KernelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An option that two configurations do not agree on.
 *
 * @param option with {@code CONFIG_}
 * @param from value; {@code not set}, or empty when there is no line for it
 * @param to likewise
 */
public record ConfigDifference(String option, String from, String to) {
  /**
   * Every difference, by name. A line "is not set" against no line at all is one too: there the
   * option was not visible.
   */
  public static List<ConfigDifference> between(KernelConfig from, KernelConfig to) {
    Map<String, String> before = values(from);
    Map<String, String> after = values(to);
    Map<String, ConfigDifference> found = new TreeMap<>();
    before.forEach(
        (name, value) -> {
          String now = after.getOrDefault(name, "");
          if (!value.equals(now)) {
            found.put(name, new ConfigDifference(name, value, now));
          }
        });
    after.forEach(
        (name, value) -> {
          if (!before.containsKey(name)) {
            found.put(name, new ConfigDifference(name, "", value));
          }
        });
    return new ArrayList<>(found.values());
  }

  private static Map<String, String> values(KernelConfig config) {
    Map<String, String> values = new TreeMap<>();
    for (int slot = 0; slot < config.size(); slot++) {
      values.put(config.name(slot), config.isSet(slot) ? config.value(slot) : "not set");
    }
    return values;
  }
}
