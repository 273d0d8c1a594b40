package dev.plimsoll.cli.tuf;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does something if it is not closed in time. */
final class Watch implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean fired = new AtomicBoolean();

  private Watch() {}

  static Watch start(Duration within, Runnable otherwise) {
    Watch watch = new Watch();
    Thread.ofPlatform().daemon().name("tuf-watch").start(() -> watch.run(within, otherwise));
    return watch;
  }

  private void run(Duration within, Runnable otherwise) {
    try {
      if (!closed.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
        fired.set(true);
        otherwise.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean fired() {
    return fired.get();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
