package dev.plimsoll.policy;

import java.util.Locale;

/** What kind of gain a rule brings, in one word; the why in sentences is its rationale. */
public enum Reason {
  /** The kernel defends itself: memory, control flow, its own code. */
  SELF_PROTECTION,
  /** Code that an attacker could reach is not there. */
  CUT_ATTACK_SURFACE,
  /** Programs are better protected by the kernel. */
  HARDEN_USERSPACE,
  NETWORK_SECURITY,
  /** Access control and what enforces it. */
  SECURITY_POLICY,
  /** What was done can be found out later. */
  AUDITING,
  /** The system's purpose needs it. */
  FUNCTIONALITY;

  /** The name in files and reports. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
