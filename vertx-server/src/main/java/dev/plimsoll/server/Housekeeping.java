package dev.plimsoll.server;

import dev.plimsoll.server.notary.NotaryService;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * What must be done now and then: TUF metadata signed anew before it ends, the outbox worked off
 * and runs taken up again whose storage had failed.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());

  private final Workspace workspace;
  private final TufRenewal renewal;
  private final RandomGenerator jitter;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());

  private Housekeeping(Workspace workspace, TufRenewal renewal, RandomGenerator jitter) {
    this.workspace = workspace;
    this.renewal = renewal;
    this.jitter = jitter;
  }

  static Housekeeping start(Workspace workspace, InstantSource clock, NotaryService notary) {
    TufRenewal renewal =
        new TufRenewal(workspace.tuf(), Leadership.owner(), ExpiryAlarm.logging(), clock);
    Housekeeping started =
        new Housekeeping(workspace, renewal, RandomGenerator.of("L64X128MixRandom"));
    started.renewSoon(Duration.ZERO);
    started.every(Duration.ofMinutes(10), notary::renew);
    started.every(Duration.ofSeconds(30), started::resume);
    return started;
  }

  /** The tasks catch what goes wrong, so their futures say nothing. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void every(Duration pause, Runnable task) {
    timer.scheduleWithFixedDelay(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void renewSoon(Duration pause) {
    timer.schedule(
        () -> {
          renewal.round();
          renewSoon(TufRenewal.pause(jitter));
        },
        pause.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void resume() {
    try {
      workspace.journal().drain();
      workspace.journal().refresh(); // metadata expire, and pointers are moved by other ways
      workspace.engine().resume();
    } catch (IOException | RuntimeException e) {
      LOG.log(Logger.Level.WARNING, "runs cannot be taken up again yet: {0}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
