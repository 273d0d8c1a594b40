package dev.plimsoll.server.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket per address: {@code burst} requests at once, {@code perSecond} in the long run.
 * Thread-safe, lock-free. Remembers at most {@link #MAX_ADDRESSES} addresses; when more come, all
 * are forgotten, which lets a burst through but never locks anybody out.
 */
public final class AddressLimiter {
  static final int MAX_ADDRESSES = 50_000;

  private final long nanosPerToken;
  private final long fullNanos;
  private final LongSupplier nanoTime;
  private final Map<String, AtomicLong> spentUntil = new ConcurrentHashMap<>();

  /**
   * @param nanoTime a monotonic clock, as {@code System::nanoTime}
   */
  public AddressLimiter(int perSecond, int burst, LongSupplier nanoTime) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.fullNanos = nanosPerToken * burst;
    this.nanoTime = nanoTime;
  }

  /** Whether a request may pass or has to come back. */
  public enum Admission {
    PASS,
    COME_BACK
  }

  /**
   * Takes a token. The bucket is kept as the time until which tokens are spent (generic cell rate
   * algorithm): full when that is not in the future.
   */
  public Admission admit(String address) {
    if (spentUntil.size() > MAX_ADDRESSES) {
      spentUntil.clear();
    }
    long now = nanoTime.getAsLong();
    AtomicLong spent = spentUntil.computeIfAbsent(address, a -> new AtomicLong(now));
    while (true) {
      long before = spent.get();
      long start = before - now > 0 ? before : now;
      if (start + nanosPerToken - now > fullNanos) {
        return Admission.COME_BACK;
      }
      if (spent.compareAndSet(before, start + nanosPerToken)) {
        return Admission.PASS;
      }
    }
  }
}
