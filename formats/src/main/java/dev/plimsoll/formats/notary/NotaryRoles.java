package dev.plimsoll.formats.notary;

import java.util.List;
import java.util.regex.Pattern;

/** Names of roles: four top-level ones, and delegations that are paths below {@code targets}. */
public final class NotaryRoles {
  public static final String ROOT = "root";
  public static final String TARGETS = "targets";
  public static final String SNAPSHOT = "snapshot";
  public static final String TIMESTAMP = "timestamp";

  /** The roles every root names. */
  public static final List<String> TOP_LEVEL = List.of(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);

  /** Longest name, in characters (Notary's own limit). */
  public static final int MAX_LENGTH = 255;

  /** Notary's alphabet; no part is empty, and {@code .} is none of it, so no {@code ..} either. */
  private static final Pattern DELEGATION = Pattern.compile("targets(/[-a-z0-9_]+)+");

  private NotaryRoles() {}

  /** Whether {@code name} is {@code targets/…} in the form that Notary takes. */
  public static boolean isDelegation(String name) {
    return name.length() <= MAX_LENGTH && DELEGATION.matcher(name).matches();
  }

  public static boolean isTopLevel(String name) {
    return TOP_LEVEL.contains(name);
  }

  /** Whether {@code name}'s file lists targets. */
  public static boolean listsTargets(String name) {
    return name.equals(TARGETS) || isDelegation(name);
  }

  /** The role that delegates to {@code delegation}: {@code targets/a} of {@code targets/a/b}. */
  public static String parent(String delegation) {
    if (!isDelegation(delegation)) {
      throw new IllegalArgumentException(delegation + " is no delegation");
    }
    return delegation.substring(0, delegation.lastIndexOf('/'));
  }
}
