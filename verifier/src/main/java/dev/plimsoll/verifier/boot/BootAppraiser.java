package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.VerdictRequest;
import java.time.Instant;

/**
 * Answers one boot request from a snapshot. Deny unless everything holds. No I/O, well under 100
 * µs: fit for an event loop. Thread-safe.
 */
public final class BootAppraiser {
  private final HostPolicy hosts;

  public BootAppraiser(HostPolicy hosts) {
    this.hosts = hosts;
  }

  public BootVerdict appraise(VerdictRequest request, BootSnapshot snapshot, Instant now) {
    throw new UnsupportedOperationException(hosts.toString());
  }
}
