package dev.plimsoll.policy.facts;

/** A dump of {@code sysctl -a}; in CEL {@code sysctl}. */
public interface SysctlFacts {
  /** Whether the key has a value that could be read. */
  boolean has(String key);

  /** The value; empty when there is none or it could not be read. */
  String value(String key);
}
