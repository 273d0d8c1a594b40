package dev.plimsoll.cli.terminal;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command answers ({@code out}) and where it talks ({@code err}). Colours appear only on a
 * terminal, and never when {@code NO_COLOR} is set (no-color.org) or {@code TERM} is {@code dumb}.
 * Thread-safe as far as {@link PrintStream} is: whole lines.
 */
public final class Terminal {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Paint paint;

  private Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Paint paint) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.paint = paint;
  }

  /**
   * The process's own streams. Whether they are a terminal is the launcher's word: to ask the JDK
   * ({@code System.console()}) loads a line editor and starts the logging, a tenth of a second.
   */
  public static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean tty = System.getProperty("plimsoll.terminal", "no").equals("yes");
    boolean wanted =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        System.out, System.err, environment, tty && wanted ? Paint.COLOURED : Paint.PLAIN);
  }

  /** Other streams, without colour. */
  public static Terminal of(PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Terminal(out, err, environment, Paint.PLAIN);
  }

  public PrintStream out() {
    return out;
  }

  public PrintStream err() {
    return err;
  }

  public Map<String, String> environment() {
    return environment;
  }

  public Paint paint() {
    return paint;
  }
}
