package dev.plimsoll.server.boot;

import java.time.Duration;

/**
 * What booting hosts may cost.
 *
 * @param body bytes of a boot request
 * @param inFlight boot requests that are being read or answered; more get 503
 * @param perSecond boot requests of one address a second, as a long-term rate
 * @param burst boot requests of one address at once: a rack behind one NAT address
 * @param loopback whether the two before also hold for loopback: local proxies, QEMU guests
 * @param verdictRows boot verdicts kept as rows of their own between two batches; more are merged
 * @param verdictBatch time between two batches
 */
public record BootLimits(
    int body,
    int inFlight,
    int perSecond,
    int burst,
    LoopbackRate loopback,
    int verdictRows,
    Duration verdictBatch) {
  public static final BootLimits DEFAULT =
      new BootLimits(
          256 << 10, 2_000, 500, 5_000, LoopbackRate.UNLIMITED, 5_000, Duration.ofSeconds(1));

  /** Whether loopback addresses have a rate limit. */
  public enum LoopbackRate {
    UNLIMITED,
    LIMITED
  }
}
