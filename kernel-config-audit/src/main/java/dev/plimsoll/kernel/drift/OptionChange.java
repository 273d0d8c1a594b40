package dev.plimsoll.kernel.drift;

import java.util.List;

/**
 * Something that two kernels do not agree on.
 *
 * @param surface kconfig, cmdline, sysctl or host
 * @param from value; {@code not set}, or empty when it is absent
 * @param to likewise
 * @param rules {@code policy/rule} of the rules about it
 * @param kind regression, improvement, new, vanished or neutral
 */
public record OptionChange(
    String surface, String option, String from, String to, List<String> rules, String kind) {
  public OptionChange {
    rules = List.copyOf(rules);
  }
}
