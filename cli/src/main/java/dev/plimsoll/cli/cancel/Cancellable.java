package dev.plimsoll.cli.cancel;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Work of the thread that opens it which leaves nothing behind when the process is told to end
 * (Ctrl-C, SIGTERM, SIGHUP): the thread is interrupted, and the process waits until the work has
 * cleaned up, at most {@link #PATIENCE}; then children that are still there are killed. The JVM
 * ends with 128 + the signal's number, as shells expect.
 *
 * <pre>
 * running --close()--> over            the hook is removed
 *    |
 *  signal: interrupt --close()--> cleaned up, the thread says no more; the JVM halts
 *    |
 *  PATIENCE over: children are killed, the JVM halts; the next build removes what is left
 * </pre>
 */
public final class Cancellable implements AutoCloseable {
  /** Time to clean up. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private final PrintStream err;
  private final Thread hook = new Thread(this::cancel, "cancel");

  private Cancellable(PrintStream err) {
    this.err = err;
  }

  /** Begins; {@code err} is told that a signal came. */
  public static Cancellable begin(PrintStream err) {
    Cancellable work = new Cancellable(err);
    Runtime.getRuntime().addShutdownHook(work.hook);
    return work;
  }

  private void cancel() {
    worker.interrupt();
    boolean clean = false;
    try {
      clean = over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // halting now is all that is left to do
    }
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    err.println(
        clean
            ? "plimsoll: cancelled"
            : "plimsoll: cancelled; the next build removes what was not cleaned up in "
                + PATIENCE.toSeconds()
                + " s");
    err.flush();
  }

  /**
   * The work has ended and cleaned up. Does not return when the process is ending: the failure that
   * the interrupt caused is no news to the user.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      over.countDown();
      while (true) {
        boolean again = Thread.interrupted(); // an interrupted thread would not rest
        LockSupport.park(again);
      }
    }
  }
}
