package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.FormatException;
import java.util.regex.Pattern;

/**
 * A globally unique name, that of one collection of trust data, e.g. {@code docker.io/library/web}.
 * Image references are what it is for: no part is empty, {@code .} or {@code ..}, and nothing in it
 * needs quoting in a URL.
 */
public record Gun(String name) implements Comparable<Gun> {
  /** Longest name, in characters. */
  public static final int MAX_LENGTH = 255;

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._:~-]*)*");

  public Gun {
    if (!isGun(name)) {
      throw new IllegalArgumentException("not a GUN: " + FormatException.quote(name));
    }
  }

  public static Gun parse(String name) throws FormatException {
    if (!isGun(name)) {
      throw new FormatException(
          "GUN "
              + FormatException.quote(name)
              + ": wanted up to "
              + MAX_LENGTH
              + " of A-Z, a-z, 0-9, '.', '_', ':', '~', '-', in parts between '/'");
    }
    return new Gun(name);
  }

  private static boolean isGun(String name) {
    return name.length() <= MAX_LENGTH && NAME.matcher(name).matches();
  }

  @Override
  public int compareTo(Gun other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
