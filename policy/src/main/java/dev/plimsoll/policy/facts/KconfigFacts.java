package dev.plimsoll.policy.facts;

/** The options of a kernel configuration; in CEL {@code kconfig}. Names with {@code CONFIG_}. */
public interface KconfigFacts {
  /** Whether the option is {@code y} or {@code m}. */
  boolean enabled(String name);

  /** The value without quotes; {@code n} when the option is not set or absent. */
  String value(String name);

  /** Whether the configuration has a line for the option, set or not. */
  boolean has(String name);
}
