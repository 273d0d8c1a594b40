package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole lines for logs: one when a task has ended, {@code fetch docker.io/library/redis:7: 12.3 MB,
 * 0.8 s}, and while it runs one every ten seconds, {@code fetch docker.io/library/redis:7: 40.1 MB
 * of 120.0 MB, 3.9 MB/s, 20 s left}.
 */
final class PlainRenderer implements Renderer {
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Map<Long, Long> beats = new HashMap<>();

  PlainRenderer(PrintStream out) {
    this.out = out;
  }

  @Override
  public Duration period() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void begun(TaskState task, Instant now) {
    beats.put(task.id(), 0L);
  }

  @Override
  public void ended(TaskState task, Outcome outcome, Instant now) {
    beats.remove(task.id());
    StringBuilder line = start(task);
    if (outcome == Outcome.FAILED) {
      line.append("stopped after ");
    }
    if (task.bytes() > 0) {
      line.append(Sizes.bytes(task.bytes())).append(", ");
    }
    out.println(line.append(Sizes.time(task.runs(now))));
  }

  @Override
  public void tick(List<TaskState> running, Instant now) {
    for (TaskState task : running) {
      long beat = task.runs(now).dividedBy(HEARTBEAT);
      if (beat > beats.getOrDefault(task.id(), 0L)) {
        beats.put(task.id(), beat);
        out.println(heartbeat(task, now));
      }
    }
  }

  private static String heartbeat(TaskState task, Instant now) {
    StringBuilder line = start(task);
    if (task.bytes() == 0) {
      return line.append("running for ").append(Sizes.time(task.runs(now))).toString();
    }
    line.append(Sizes.bytes(task.bytes()));
    task.total().ifPresent(t -> line.append(" of ").append(Sizes.bytes(t)));
    line.append(", ").append(Sizes.bytes(task.bytesPerSecond())).append("/s");
    task.remaining().ifPresent(r -> line.append(", ").append(Sizes.clock(r)).append(" left"));
    return line.toString();
  }

  private static StringBuilder start(TaskState task) {
    return new StringBuilder(task.kind()).append(' ').append(task.what()).append(": ");
  }

  @Override
  public void told(String name, String subject, Duration since, Instant now) {
    out.println(Renderer.line(name, subject, since));
  }

  @Override
  public void close(Instant now) {
    out.flush();
  }
}
