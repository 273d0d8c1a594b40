package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How far a batch of files is, on stderr: a bar where that is a terminal, or a line for each file.
 * The bar is one line without an end, drawn at most ten times a second: {@link #clear} it before
 * anything else is printed. Used by one thread.
 */
public final class BatchProgress implements AutoCloseable {
  private static final int BAR = 20;
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final String CLEAR = "\r\u001b[K";

  private final Terminal terminal;
  private final Mode mode;
  private final int files;
  private final InstantSource time;
  private final Instant begun;
  private Instant drawnAt = Instant.MIN;
  private String shown = "";

  /** Constants are what the user writes. */
  public enum Mode {
    /** A bar where stderr is a terminal and there are several files. */
    auto,
    /** A line for each file. */
    plain,
    none
  }

  public BatchProgress(Mode mode, int files, Terminal terminal, InstantSource time) {
    this.terminal = terminal;
    this.mode = mode;
    this.files = files;
    this.time = time;
    this.begun = time.instant();
  }

  /** {@code file} is next; {@code done} files are behind it. */
  public void next(int done, String file) {
    switch (mode) {
      case plain -> terminal.err().println("[" + (done + 1) + "/" + files + "] " + file);
      case auto -> {
        Instant now = time.instant();
        boolean due = drawnAt.equals(Instant.MIN) || !now.isBefore(drawnAt.plus(PERIOD));
        if (files > 1 && due && terminal.errColumns().isPresent()) {
          draw(line(done, file, now), terminal.errColumns().get());
          drawnAt = now;
        }
      }
      case none -> {}
    }
  }

  private void draw(String line, int columns) {
    shown = BarLine.cut(line, columns);
    terminal.err().print(CLEAR + shown);
    terminal.err().flush();
  }

  private String line(int done, String file, Instant now) {
    int filled = (int) ((long) done * BAR / files);
    double seconds = Duration.between(begun, now).toMillis() / 1000.0;
    String speed =
        done > 0 && seconds > 0
            ? String.format(
                " %.0f/s %s left",
                done / seconds,
                Sizes.clock(Duration.ofMillis((long) (seconds * 1000 / done * (files - done)))))
            : "";
    return "["
        + "=".repeat(filled)
        + " ".repeat(BAR - filled)
        + "] "
        + done
        + "/"
        + files
        + speed
        + " "
        + file;
  }

  /** Takes the bar away. */
  public void clear() {
    if (!shown.isEmpty()) {
      terminal.err().print(CLEAR);
      terminal.err().flush();
      shown = "";
    }
  }

  @Override
  public void close() {
    clear();
  }
}
