package dev.plimsoll.server;

import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;

/** Told when metadata runs low that only people can sign anew. */
@FunctionalInterface
public interface ExpiryAlarm {
  /** With less than that left it is time to call the key holders together. */
  Duration LOW = Duration.ofDays(30);

  /**
   * Once a day for each role.
   *
   * @param left negative when it has ended
   */
  void low(String role, Instant expires, Duration left);

  static boolean isLow(Instant expires, Instant now) {
    return Duration.between(now, expires).compareTo(LOW) < 0;
  }

  /** Says it in the service's log. */
  static ExpiryAlarm logging() {
    return (role, expires, left) ->
        System.getLogger(ExpiryAlarm.class.getName())
            .log(
                Logger.Level.WARNING,
                "TUF role {0} ends at {1}, in {2} days: its key holders must sign it anew",
                role,
                expires,
                left.toDays());
  }
}
