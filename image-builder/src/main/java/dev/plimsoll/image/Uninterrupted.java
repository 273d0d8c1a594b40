package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Steps that belong together, run on a thread that nobody interrupts: the names of the outputs and
 * the lock file change both or not at all, whenever a cancel comes. The steps must be short.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Runs {@code steps} and waits for their end; an interrupt that comes meanwhile is kept.
   *
   * @throws InterruptedIOException when it came before: nothing was done then
   */
  static <R> R run(Callable<R> steps) throws FormatException, IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the build was cancelled");
    }
    FutureTask<R> task = new FutureTask<>(steps);
    Thread.ofVirtual().name("commit").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException rethrown(ExecutionException e) throws FormatException {
    return switch (Optional.ofNullable(e.getCause()).orElse(e)) {
      case FormatException f -> throw f;
      case IOException io -> io;
      case RuntimeException r -> throw r;
      case Error error -> throw error;
      default -> new IOException("the outputs could not be completed: " + e, e);
    };
  }
}
