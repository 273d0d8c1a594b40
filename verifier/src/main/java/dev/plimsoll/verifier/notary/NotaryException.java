package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.VerificationException;
import java.time.Instant;

/** Why Notary metadata is not trusted; each kind of attack has its own type. */
public abstract sealed class NotaryException extends VerificationException {
  private static final long serialVersionUID = 1L;
  private final String role;

  NotaryException(String role, String message) {
    super(message);
    this.role = role;
  }

  NotaryException(String role, String message, Throwable cause) {
    super(message, cause);
    this.role = role;
  }

  /** The role, or the file name, that it is about. */
  public final String role() {
    return role;
  }

  /** Not metadata of the kind wanted. */
  public static final class MalformedException extends NotaryException {
    private static final long serialVersionUID = 1L;

    MalformedException(String role, FormatException cause) {
      super(role, cause.getMessage(), cause);
    }
  }

  /** No root key of the collection is what was pinned. */
  public static final class UntrustedRootException extends NotaryException {
    private static final long serialVersionUID = 1L;

    UntrustedRootException(String message) {
      super("root", message);
    }
  }

  /** Too few of the role's keys signed (TUF §5.3.4, §5.4.2, §5.5.3, §5.6.3). */
  public static final class ThresholdException extends NotaryException {
    private static final long serialVersionUID = 1L;
    private final int found;
    private final long wanted;

    ThresholdException(String role, long version, String namedBy, int found, long wanted) {
      super(
          role,
          role
              + ".json version "
              + version
              + " has "
              + found
              + " valid signatures by different keys that "
              + namedBy
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

  /** Older than what was trusted before (TUF §5.4.3, §5.5.5). */
  public static final class RollbackException extends NotaryException {
    private static final long serialVersionUID = 1L;
    private final long trusted;
    private final long found;

    RollbackException(String role, long trusted, long found) {
      super(role, role + ".json has version " + found + ", older than trusted version " + trusted);
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

  /** Another version than the one that is due, or two contents of one version. */
  public static final class WrongVersionException extends NotaryException {
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

  /** Past its expiry: an indefinite freeze (TUF §5.3.10, §5.4.4, §5.5.6, §5.6.5). */
  public static final class ExpiredException extends NotaryException {
    private static final long serialVersionUID = 1L;
    private final Instant expires;

    ExpiredException(String role, long version, Instant expires, Instant now) {
      super(role, role + ".json version " + version + " expired at " + expires + "; it is " + now);
      this.expires = expires;
    }

    public Instant expires() {
      return expires;
    }
  }

  /** Not the file that the checksums are of: mix-and-match, or changed bytes (§5.5.2, §5.6.2). */
  public static final class ChecksumException extends NotaryException {
    private static final long serialVersionUID = 1L;

    ChecksumException(String role, String listedBy, long version) {
      super(
          role,
          role
              + ".json has another length or checksum than "
              + listedBy
              + ".json version "
              + version
              + " lists");
    }
  }

  /** Longer than listed, or over a limit: endless data (§5.4.1, §5.5.1, §5.6.1). */
  public static final class LengthException extends NotaryException {
    private static final long serialVersionUID = 1L;

    LengthException(String name, String message) {
      super(name, name + ": " + message);
    }
  }

  /** More roles than the limit: a collection that is made to cost. */
  public static final class TooManyException extends NotaryException {
    private static final long serialVersionUID = 1L;

    TooManyException(String role, String what, int limit) {
      super(role, role + ": " + what + "; the limit is " + limit + " (Notary client)");
    }
  }

  /** A file that must be there is not. */
  public static final class MissingException extends NotaryException {
    private static final long serialVersionUID = 1L;

    MissingException(String role, String message) {
      super(role, message);
    }
  }

  /** A delegation by a role that is not its parent. */
  public static final class ForeignParentException extends NotaryException {
    private static final long serialVersionUID = 1L;

    ForeignParentException(String role, String delegator) {
      super(role, delegator + ".json delegates to " + role + ", which is not right below it");
    }
  }
}
