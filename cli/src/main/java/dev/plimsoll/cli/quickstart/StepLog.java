package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Announces the steps and keeps how long each took. Not thread-safe. */
final class StepLog {
  private final Terminal terminal;
  private final InstantSource time;
  private final Instant begun;
  private final List<Timed> steps = new ArrayList<>();
  private Instant last;

  private record Timed(String title, Duration took) {}

  StepLog(Terminal terminal, InstantSource time) {
    this.terminal = terminal;
    this.time = time;
    this.begun = time.instant();
    this.last = begun;
  }

  /** Work that may fail in the ways that a command may. */
  interface Work<T> {
    T run() throws IOException, CommandFailure, FormatException;
  }

  <T> T step(String title, Work<T> work) throws IOException, CommandFailure, FormatException {
    terminal.out().println();
    terminal.out().println(terminal.paint().bold((steps.size() + 1) + "  " + title));
    last = time.instant();
    T result = work.run();
    Duration took = Duration.between(last, time.instant());
    steps.add(new Timed(title, took));
    terminal.out().println(terminal.paint().dim("   " + seconds(took)));
    return result;
  }

  void say(String line) {
    terminal.out().println("   " + line);
  }

  String render(Paint paint) {
    Table table = new Table("STEP", "SECONDS");
    steps.forEach(s -> table.row(Ink.NONE, s.title(), seconds(s.took())));
    table.row(Ink.NONE, "all", seconds(Duration.between(begun, time.instant())));
    return table.render(paint);
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
  }
}
