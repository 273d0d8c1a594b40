package dev.plimsoll.cli.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One task in one line that fits: {@code fetch docker.io/library/redis:7 [=====> ] 12.3 MB / 45.0
 * MB 8.1 MB/s 4 s}. What does not fit is left out in this order: the bar, the rest of the name.
 */
final class BarLine {
  private static final int BAR = 20;
  private static final int NAME = 24;
  private static final int NAME_MAX = 60;

  private BarLine() {}

  static String of(TaskState task, int columns) {
    String numbers = numbers(task);
    String kind = String.format("%-7s ", task.kind());
    int space = columns - 1 - kind.length() - numbers.length() - 1;
    boolean bar = task.total().isPresent() && space >= NAME + BAR + 3;
    int name = Math.min(NAME_MAX, bar ? space - BAR - 3 : space);
    StringBuilder line = new StringBuilder(kind).append(fit(task.what(), Math.max(1, name)));
    line.append(' ');
    if (bar) {
      line.append(bar(task.bytes(), task.total())).append(' ');
    }
    return cut(line.append(numbers).toString(), columns);
  }

  private static String numbers(TaskState task) {
    String done = Sizes.bytes(task.bytes());
    String of = task.total().isPresent() ? " / " + Sizes.bytes(task.total().getAsLong()) : "";
    Optional<Duration> left = task.remaining();
    return String.format(
        "%19s %10s %7s",
        task.bytes() == 0 && of.isEmpty() ? "" : done + of,
        task.bytes() == 0 ? "" : Sizes.bytes(task.bytesPerSecond()) + "/s",
        left.map(Sizes::clock).orElse(""));
  }

  private static String bar(long bytes, OptionalLong total) {
    long all = Math.max(1, total.orElse(1));
    int filled = (int) (Math.clamp(bytes, 0L, all) / (double) all * BAR);
    String head = filled > 0 && filled < BAR ? ">" : "";
    return "["
        + "=".repeat(Math.max(0, filled - head.length()))
        + head
        + " ".repeat(BAR - filled)
        + "]";
  }

  /** {@code text} in exactly {@code columns}: padded, or with its middle left out. */
  private static String fit(String text, int columns) {
    int width = width(text);
    if (width <= columns) {
      return text + " ".repeat(columns - width);
    }
    return cut(text, columns + 1);
  }

  /** At most {@code columns - 1} columns: a line that fills its row would wrap. */
  static String cut(String text, int columns) {
    int room = Math.max(1, columns - 1);
    if (width(text) <= room) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > room) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }

  private static int width(String text) {
    return text.codePoints().map(BarLine::width).sum();
  }

  /** East Asian wide characters and emoji take two columns; too wide a guess only cuts early. */
  private static int width(int codePoint) {
    return codePoint >= 0x1100 && codePoint != '…' ? 2 : 1;
  }
}
