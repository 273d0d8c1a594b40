package dev.plimsoll.image.progress;

import java.util.OptionalLong;

/** Hears what a build does. Implementations are thread-safe and never block for long. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = (kind, what, total) -> Task.SILENT;

  /** What kind of work a task is. */
  enum Kind {
    RESOLVE,
    FETCH,
    UNPACK,
    PLAN,
    WRITE,
    TOOL,
    /** A step of a run, which may have tasks of other kinds in it. */
    STEP
  }

  /**
   * A task begins.
   *
   * @param what is worked on, for people, e.g. {@code docker.io/library/redis:7, layer 2}
   * @param total bytes, where they are known
   */
  Task begin(Kind kind, String what, OptionalLong total);

  /** One task; closing it says that it is over, done or not. Used by one thread. */
  interface Task extends AutoCloseable {
    Task SILENT = new Task() {};

    /** {@code bytes} more were worked through. */
    default void advance(long bytes) {}

    /** The work is done; closing without it means that it failed or was cancelled. */
    default void done() {}

    @Override
    default void close() {}
  }
}
