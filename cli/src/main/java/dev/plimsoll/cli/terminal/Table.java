package dev.plimsoll.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in columns, two blanks apart, the last column ragged. Widths count code points; control
 * characters are shown as {@code ?}, so that what a file holds cannot steer the terminal.
 */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Ink> inks = new ArrayList<>();

  /** How a row looks. */
  public enum Ink {
    NONE,
    GOOD,
    DOUBTFUL,
    BAD
  }

  public Table(String... head) {
    this.head = List.of(head);
  }

  /** Adds a row with as many cells as the head has. */
  public Table row(Ink ink, String... cells) {
    if (cells.length != head.size()) {
      throw new IllegalArgumentException(cells.length + " cells under " + head.size() + " heads");
    }
    List<String> clean = new ArrayList<>();
    for (String cell : cells) {
      clean.add(clean(cell));
    }
    rows.add(clean);
    inks.add(ink);
    return this;
  }

  public String render(Paint paint) {
    int[] widths = new int[head.size()];
    measure(widths, head);
    rows.forEach(r -> measure(widths, r));
    StringBuilder text = new StringBuilder();
    text.append(paint.bold(line(widths, head))).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      String line = line(widths, rows.get(i));
      text.append(
              switch (inks.get(i)) {
                case NONE -> line;
                case GOOD -> paint.green(line);
                case DOUBTFUL -> paint.yellow(line);
                case BAD -> paint.red(line);
              })
          .append('\n');
    }
    return text.toString();
  }

  /** {@code text} without anything that a terminal obeys. */
  public static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static void measure(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], length(cells.get(i)));
    }
  }

  private static String line(int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i));
      if (i + 1 < widths.length) {
        line.append(" ".repeat(widths[i] - length(cells.get(i)) + 2));
      }
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
