package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Shows tasks. Called by one thread at a time. */
interface Renderer {
  /** How often {@link #tick} is called. */
  Duration period();

  void begun(TaskState task, Instant now);

  void ended(TaskState task, Outcome outcome, Instant now);

  /** Time has passed; {@code running} in the order in which they began. */
  void tick(List<TaskState> running, Instant now);

  /** Nothing follows. */
  void close(Instant now);
}
