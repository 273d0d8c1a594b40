package dev.plimsoll.formats.tuf;

/**
 * A glob over target paths (TUF 1.0.34 §4.5, {@code PATHPATTERN}): {@code *} is any run of
 * characters and {@code ?} any one, neither ever a {@code /}; all else is literal and case counts.
 */
public record PathPattern(String glob) {

  /** Linear for each star: no input makes it slow. */
  public boolean matches(String path) {
    int p = 0;
    int g = 0;
    int star = -1;
    int mark = 0;
    while (p < path.length()) {
      char c = path.charAt(p);
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        mark = p;
      } else if (g < glob.length() && matches(glob.charAt(g), c)) {
        g++;
        p++;
      } else if (star >= 0 && path.charAt(mark) != '/') {
        g = star + 1;
        p = ++mark;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }

  private static boolean matches(char glob, char c) {
    return glob == '?' ? c != '/' : glob == c;
  }
}
