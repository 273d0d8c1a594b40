package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Published roles for people. */
public final class RoleTable {
  private static final Duration SOON = Duration.ofDays(30);
  private static final int SHORT = 12; // characters of a key id

  private RoleTable() {}

  public static Table of(List<RoleStatus> roles, Instant now) {
    Table table = new Table("ROLE", "VERSION", "EXPIRES", "LEFT", "SIGNED BY", "KEYS");
    for (RoleStatus role : roles) {
      table.row(
          ink(role, now),
          role.role(),
          role.version() == 0 ? "-" : Long.toString(role.version()),
          role.version() == 0 ? "-" : role.expires().toString(),
          role.version() == 0 ? "not published" : left(role, now),
          role.renewal() == RoleStatus.Renewal.SERVICE ? "service" : "people",
          role.keys().threshold() + " of " + keys(role));
    }
    return table;
  }

  private static Ink ink(RoleStatus role, Instant now) {
    if (role.version() == 0) {
      return Ink.NONE;
    }
    return role.expires().isAfter(now) ? role.isDue(now, SOON) ? Ink.DOUBTFUL : Ink.GOOD : Ink.BAD;
  }

  private static String left(RoleStatus role, Instant now) {
    Duration left = Duration.between(now, role.expires());
    if (left.isNegative() || left.isZero()) {
      return "EXPIRED";
    }
    return left.toDays() > 0 ? left.toDays() + " d" : left.toHours() + " h";
  }

  private static String keys(RoleStatus role) {
    return String.join(
        " ",
        role.keys().keyIds().stream()
            .map(id -> id.length() > SHORT ? id.substring(0, SHORT) : id)
            .toList());
  }
}
