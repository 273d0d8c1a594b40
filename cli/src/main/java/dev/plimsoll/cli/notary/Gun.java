package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.FormatException;
import java.util.regex.Pattern;

/**
 * Globally unique name of a collection, e.g. {@code registry.example:5000/team/web}: what an image
 * repository is called. Each part is a segment of a URL as it stands.
 */
public record Gun(String name) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
  private static final int MAX = 255; // as Notary's database has it

  public static Gun parse(String text) throws FormatException {
    if (text.length() > MAX || !NAME.matcher(text).matches()) {
      throw new FormatException(
          "collection " + FormatException.quote(text),
          "wanted a name like registry.example/team/web, " + MAX + " characters at most");
    }
    return new Gun(text);
  }

  @Override
  public String toString() {
    return name;
  }
}
