package dev.plimsoll.cli.boot;

import java.io.OutputStream;

/**
 * Who sees a machine's serial line while it runs.
 *
 * @param live receives every byte at once; flushed after each piece
 * @param keyboard whether this process's input is the machine's
 */
public record Console(OutputStream live, boolean keyboard) {
  /** Nobody; the outcome has what was said. */
  public static final Console UNWATCHED = new Console(OutputStream.nullOutputStream(), false);
}
