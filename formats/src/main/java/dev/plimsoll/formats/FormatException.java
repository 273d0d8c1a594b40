package dev.plimsoll.formats;

/**
 * Input from outside that does not have the form it must have.
 *
 * <p>The message is one line: where (file:line:column, or a JSON path), what was found, what was
 * wanted, who set the limit. It never holds secrets, and input text only up to {@link #MAX_QUOTED}
 * characters.
 */
public final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Longest piece of input text that a message repeats, in characters. */
  public static final int MAX_QUOTED = 200;

  public FormatException(String message) {
    super(message);
  }

  public FormatException(String where, String message) {
    super(where + ": " + message);
  }

  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Never null: every constructor takes a message. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Input text made fit for a message: quoted, cut to {@link #MAX_QUOTED}, no control bytes. */
  public static String quote(String text) {
    String cut =
        text.length() > MAX_QUOTED
            ? text.substring(0, MAX_QUOTED) + "…(" + text.length() + " characters)"
            : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
