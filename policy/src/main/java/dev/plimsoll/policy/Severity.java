package dev.plimsoll.policy;

import java.util.Locale;

/** How much a failed rule matters; SARIF levels are error, error, warning, note, note. */
public enum Severity {
  CRITICAL,
  HIGH,
  MEDIUM,
  LOW,
  INFO;

  /** The name in files and reports, lower case. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
