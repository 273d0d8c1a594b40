package dev.plimsoll.server;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.server.Leadership.Standing;
import dev.plimsoll.signer.tuf.TufRepository;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Online TUF roles signed anew before they end, by the leader alone, at start and then every eight
 * to twelve minutes, so that services that were started together do not all sign at once. Which
 * bins are due in a round, and how many at most, {@link TufRepository#renewIfDue} knows. Not
 * thread-safe: one timer calls it.
 */
final class TufRenewal {
  private static final Logger LOG = System.getLogger(TufRenewal.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(8);
  private static final Duration JITTER = Duration.ofMinutes(4);
  private static final Duration ALARM_EVERY = Duration.ofDays(1);

  private final TufRepository tuf;
  private final Leadership leadership;
  private final ExpiryAlarm alarm;
  private final InstantSource clock;
  private final Map<String, Instant> alarmed = new HashMap<>();

  TufRenewal(TufRepository tuf, Leadership leadership, ExpiryAlarm alarm, InstantSource clock) {
    this.tuf = tuf;
    this.leadership = leadership;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Until the next round. */
  static Duration pause(RandomGenerator jitter) {
    return PAUSE.plusMillis(jitter.nextLong(JITTER.toMillis()));
  }

  /** Catches what goes wrong: the next round tries again. */
  void round() {
    Instant now = clock.instant();
    try {
      if (leadership.standing() == Standing.LEADER) {
        tuf.renewIfDue(now);
      } else {
        tuf.refresh(now);
      }
      alarms(now);
    } catch (IOException | FormatException | RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "TUF metadata could not be renewed", e);
    }
  }

  private void alarms(Instant now) {
    tuf.offlineExpiries()
        .forEach(
            (role, expires) -> {
              Instant last = alarmed.getOrDefault(role, Instant.MIN);
              if (ExpiryAlarm.isLow(expires, now) && last.isBefore(now.minus(ALARM_EVERY))) {
                alarmed.put(role, now);
                alarm.low(role, expires, Duration.between(now, expires));
              }
            });
  }
}
