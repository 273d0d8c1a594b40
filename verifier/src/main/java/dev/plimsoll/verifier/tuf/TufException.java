package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.VerificationException;
import java.time.Instant;

/** Why metadata or a target is not trusted; each kind of attack has its own type. */
public abstract sealed class TufException extends VerificationException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 600;

  private final String role;

  TufException(String role, String message) {
    super(line(message));
    this.role = role;
  }

  TufException(String role, String message, Throwable cause) {
    super(line(message), cause);
    this.role = role;
  }

  /** One line of bounded length: role names and paths in it are whatever a repository says. */
  private static String line(String message) {
    StringBuilder line = new StringBuilder();
    message
        .codePoints()
        .limit(LONGEST)
        .map(c -> isPlain(c) ? c : '?')
        .forEach(line::appendCodePoint);
    return message.codePointCount(0, message.length()) > LONGEST ? line + "…" : line.toString();
  }

  private static boolean isPlain(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }

  /** The role, or the target path, that it is about. */
  public final String role() {
    return role;
  }

  /** Not metadata of the kind wanted (§4). */
  public static final class MalformedException extends TufException {
    private static final long serialVersionUID = 1L;

    MalformedException(String role, FormatException cause) {
      super(role, cause.getMessage(), cause);
    }
  }

  /** Too few of the role's keys signed (§5.3.4, §5.4.2, §5.5.3, §5.6.3). */
  public static final class ThresholdException extends TufException {
    private static final long serialVersionUID = 1L;
    private final int found;
    private final long wanted;

    ThresholdException(String role, String delegator, int found, long wanted) {
      super(
          role,
          role
              + ".json has "
              + found
              + " valid signatures by different keys that "
              + delegator
              + " names for it; the threshold is "
              + wanted);
      this.found = found;
      this.wanted = wanted;
    }

    public int found() {
      return found;
    }

    public long wanted() {
      return wanted;
    }
  }

  /** Older than what was trusted before (§5.4.3, §5.5.5). */
  public static final class RollbackException extends TufException {
    private static final long serialVersionUID = 1L;
    private final long trusted;
    private final long found;

    RollbackException(String role, String what, long trusted, long found, String section) {
      super(
          role,
          what
              + " has version "
              + found
              + ", older than trusted version "
              + trusted
              + " (TUF "
              + section
              + ")");
      this.trusted = trusted;
      this.found = found;
    }

    public long trusted() {
      return trusted;
    }

    public long found() {
      return found;
    }
  }

  /** A snapshot that no longer lists what the one before it listed (§5.5.5). */
  public static final class RoleRemovedException extends TufException {
    private static final long serialVersionUID = 1L;

    RoleRemovedException(String file) {
      super(file, "new snapshot.json no longer lists " + file + " (TUF §5.5.5)");
    }
  }

  /** Another version than the one that is listed or due: mix-and-match (§5.3.5, §5.5.4, §5.6.4). */
  public static final class WrongVersionException extends TufException {
    private static final long serialVersionUID = 1L;
    private final long found;
    private final long wanted;

    WrongVersionException(String role, long found, long wanted, String why) {
      super(role, role + ".json has version " + found + ", wanted " + wanted + " (" + why + ")");
      this.found = found;
      this.wanted = wanted;
    }

    public long found() {
      return found;
    }

    public long wanted() {
      return wanted;
    }
  }

  /** Past its expiry: an indefinite freeze (§5.3.10, §5.4.4, §5.5.6, §5.6.5). */
  public static final class ExpiredException extends TufException {
    private static final long serialVersionUID = 1L;
    private final Instant expires;

    ExpiredException(String role, Instant expires, Instant now) {
      super(role, role + ".json expired at " + expires + "; it is " + now);
      this.expires = expires;
    }

    public Instant expires() {
      return expires;
    }
  }

  /** Content that is not what was signed for (§5.5.2, §5.6.2, §5.7). */
  public static final class HashMismatchException extends TufException {
    private static final long serialVersionUID = 1L;

    HashMismatchException(String name, String message) {
      super(name, name + ": " + message);
    }
  }

  /**
   * Longer or shorter than listed, or over a limit: endless data (§5.4.1, §5.5.1, §5.6.1, §5.7).
   */
  public static final class LengthException extends TufException {
    private static final long serialVersionUID = 1L;

    LengthException(String name, String message) {
      super(name, name + ": " + message);
    }
  }

  /** A file that must be there is not: listed by the snapshot, or top-level. */
  public static final class MissingException extends TufException {
    private static final long serialVersionUID = 1L;

    MissingException(String role, String message) {
      super(role, message);
    }
  }

  /** A clock that is earlier than at the last update: expired metadata would be good again. */
  public static final class ClockException extends TufException {
    private static final long serialVersionUID = 1L;
    private final Instant latest;

    ClockException(Instant now, Instant latest) {
      super(
          "timestamp",
          "the clock says " + now + ", but metadata was updated at " + latest + "; it went back");
      this.latest = latest;
    }

    public Instant latest() {
      return latest;
    }
  }

  /** Roles or repositories that must name the same target do not (TAP 3, TAP 4). */
  public static final class DisagreementException extends TufException {
    private static final long serialVersionUID = 1L;

    DisagreementException(String targetPath, String message) {
      super(targetPath, targetPath + ": " + message);
    }
  }
}
