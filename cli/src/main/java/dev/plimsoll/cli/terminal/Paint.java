package dev.plimsoll.cli.terminal;

/** Puts colour on words, or leaves them as they are. */
public enum Paint {
  PLAIN,
  COLOURED;

  public String red(String text) {
    return sgr("31;1", text);
  }

  public String green(String text) {
    return sgr("32", text);
  }

  public String yellow(String text) {
    return sgr("33", text);
  }

  public String bold(String text) {
    return sgr("1", text);
  }

  public String dim(String text) {
    return sgr("2", text);
  }

  private String sgr(String code, String text) {
    return this == PLAIN ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
