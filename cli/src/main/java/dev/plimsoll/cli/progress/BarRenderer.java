package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import dev.plimsoll.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bars that are drawn over themselves at most ten times a second: one line for each running task,
 * at most {@link #MAX_LINES}, and one for all. Tasks that end between two drawings never show. A
 * failed task leaves a line. The cursor rests below the lines, so whatever else is printed is not
 * overwritten, and nothing of the terminal needs to be restored when the process is killed.
 */
final class BarRenderer implements Renderer {
  static final int MAX_LINES = 8;
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR_TO_END = "\u001b[J";
  private static final int DEFAULT_COLUMNS = 80;

  private final Terminal terminal;
  private Optional<Instant> first = Optional.empty();
  private int drawn;
  private long ended;
  private long bytes;

  BarRenderer(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Duration period() {
    return Duration.ofMillis(100);
  }

  @Override
  public void begun(TaskState task, Instant now) {
    if (first.isEmpty()) {
      first = Optional.of(now);
    }
  }

  @Override
  public void ended(TaskState task, Outcome outcome, Instant now) {
    ended++;
    bytes += task.bytes();
    if (outcome == Outcome.FAILED) {
      StringBuilder screen = erase();
      String line = BarLine.cut(task.kind() + " " + task.what() + ": stopped", columns());
      put(screen.append(terminal.errPaint().red(line)).append('\n'));
    }
  }

  @Override
  public void tick(List<TaskState> running, Instant now) {
    int columns = columns();
    List<String> lines = new ArrayList<>();
    for (TaskState task : running.subList(0, Math.min(MAX_LINES, running.size()))) {
      lines.add(BarLine.of(task, columns));
    }
    if (running.size() > MAX_LINES) {
      lines.add(BarLine.cut("… and " + (running.size() - MAX_LINES) + " more", columns));
    }
    long all = bytes + running.stream().mapToLong(TaskState::bytes).sum();
    lines.add(terminal.errPaint().dim(BarLine.cut(total(running.size(), all, now), columns)));
    StringBuilder screen = erase();
    lines.forEach(l -> screen.append(l).append('\n'));
    put(screen);
    drawn = lines.size();
  }

  @Override
  public void told(String name, String subject, Duration since, Instant now) {
    put(erase().append(BarLine.cut(Renderer.line(name, subject, since), columns())).append('\n'));
  }

  private String total(int running, long all, Instant now) {
    Duration since = Duration.between(first.orElse(now), now);
    return "total   "
        + ended
        + " done"
        + (running == 0 ? "" : ", " + running + " running")
        + ", "
        + Sizes.bytes(all)
        + ", "
        + Sizes.time(since.isNegative() ? Duration.ZERO : since);
  }

  /** The line for all stays. */
  @Override
  public void close(Instant now) {
    if (first.isPresent()) {
      String line = BarLine.cut(total(0, bytes, now), columns());
      put(erase().append(terminal.errPaint().dim(line)).append('\n'));
    }
  }

  private int columns() {
    return terminal.errColumns().orElse(DEFAULT_COLUMNS);
  }

  private StringBuilder erase() {
    StringBuilder screen = new StringBuilder();
    if (drawn > 0) {
      screen.append(String.format(UP, drawn)).append('\r').append(CLEAR_TO_END);
    }
    drawn = 0;
    return screen;
  }

  /** One write, so that the screen never shows half of it. */
  private void put(StringBuilder screen) {
    terminal.err().print(screen);
    terminal.err().flush();
  }
}
