package dev.plimsoll.cli.terminal;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

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
  private final Screen screen;

  /** What stderr can do: nothing, where it is not a terminal that moves its cursor. */
  private record Screen(Supplier<Optional<Integer>> columns, Paint paint) {
    static final Screen NONE = new Screen(Optional::empty, Paint.PLAIN);
  }

  private Terminal(
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Paint paint,
      Screen screen) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
    this.paint = paint;
    this.screen = screen;
  }

  /**
   * The process's own streams. Whether they are a terminal is the launcher's word: to ask the JDK
   * ({@code System.console()}) loads a line editor and starts the logging, a tenth of a second.
   */
  public static Terminal ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean able = !environment.getOrDefault("TERM", "dumb").equals("dumb");
    Paint wanted =
        able && environment.getOrDefault("NO_COLOR", "").isEmpty() ? Paint.COLOURED : Paint.PLAIN;
    ScreenWidth width = new ScreenWidth();
    return new Terminal(
        System.out,
        System.err,
        environment,
        isTerminal("plimsoll.terminal") ? wanted : Paint.PLAIN,
        able && isTerminal("plimsoll.terminal.err")
            ? new Screen(() -> Optional.of(width.columns()), wanted)
            : Screen.NONE);
  }

  private static boolean isTerminal(String property) {
    return System.getProperty(property, "no").equals("yes");
  }

  /** Other streams, without colour. */
  public static Terminal of(PrintStream out, PrintStream err, Map<String, String> environment) {
    return new Terminal(out, err, environment, Paint.PLAIN, Screen.NONE);
  }

  /** Other streams, where stderr is a screen of so many columns, painted by {@code paint}. */
  public static Terminal ofScreen(PrintStream out, PrintStream err, int columns, Paint paint) {
    return new Terminal(out, err, Map.of(), paint, new Screen(() -> Optional.of(columns), paint));
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

  /** Colours for {@code out}. */
  public Paint paint() {
    return paint;
  }

  /**
   * The width of the screen that {@code err} is; empty when it is none, so nothing can be drawn.
   */
  public Optional<Integer> errColumns() {
    return screen.columns().get();
  }

  /** Colours for what is drawn on {@code err}. */
  public Paint errPaint() {
    return screen.paint();
  }
}
