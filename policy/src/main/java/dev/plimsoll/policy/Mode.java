package dev.plimsoll.policy;

import java.util.Locale;

/** What a policy's failures lead to: a record, a warning, or a refusal. */
public enum Mode {
  AUDIT,
  WARN,
  ENFORCE;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
