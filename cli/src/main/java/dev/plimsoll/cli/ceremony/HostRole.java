package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The one shape of delegation to release managers: {@code host-NAME} for {@code host/NAME/*}. */
public final class HostRole {
  private static final String PREFIX = "host-";
  private static final Pattern NAME = Pattern.compile("host-[a-z0-9][a-z0-9-]{0,58}");

  private HostRole() {}

  /** Terminating: when the managers say nothing about a path of theirs, nobody else is asked. */
  public static DelegatedRole delegation(String role, Map<String, Key> managers, long threshold)
      throws CommandFailure {
    if (!NAME.matcher(role).matches()) {
      throw CommandFailure.wrong(
          "role "
              + FormatException.quote(role)
              + ", wanted host-NAME with lower-case letters, digits and dashes");
    }
    if (threshold < 1 || threshold > managers.size()) {
      throw CommandFailure.wrong(
          "threshold " + threshold + " of " + managers.size() + " keys cannot be reached");
    }
    return new DelegatedRole(
        role,
        new Role(List.copyOf(managers.keySet()), threshold),
        List.of(new PathPattern("host/" + role.substring(PREFIX.length()) + "/*")),
        List.of(),
        true);
  }
}
