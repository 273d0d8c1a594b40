package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Shows tasks. Called by one thread at a time. */
interface Renderer {
  /** How often {@link #tick} is called. */
  Duration period();

  void begun(TaskState task, Instant now);

  void ended(TaskState task, Outcome outcome, Instant now);

  /** Time has passed; {@code running} in the order in which they began. */
  void tick(List<TaskState> running, Instant now);

  /** Something happened at {@code now} that people should see; see {@link LiveProgress#tell}. */
  void told(String name, String subject, Duration since, Instant now);

  /** The line of {@link #told} for people. */
  static String line(String name, String subject, Duration since) {
    return String.format(
        Locale.ROOT, "  %5.1f s  %-16s %s", since.toMillis() / 1000.0, name, subject);
  }

  /** Nothing follows. */
  void close(Instant now);
}
