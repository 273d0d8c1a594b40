package dev.plimsoll.policy.facts;

/** The kernel's parameters; in CEL {@code cmdline}. In names {@code -} and {@code _} are alike. */
public interface CommandLineFacts {
  boolean has(String name);

  /** The last value; empty when the parameter is absent or has none. */
  String value(String name);
}
