package dev.plimsoll.signer.notary;

/** A request that is not done, for a reason that its sender can act on. Nothing was changed. */
public final class NotaryRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final Flaw flaw;

  /** Notary's own error codes, and two of the registry's. */
  public enum Code {
    DENIED,
    GENERIC_NOT_FOUND,
    INVALID_GUN,
    INVALID_PARAMETERS,
    INVALID_ROLE,
    INVALID_UPDATE,
    MALFORMED_JSON,
    MALFORMED_UPLOAD,
    METADATA_NOT_FOUND,
    NO_FILENAME,
    TOO_LARGE,
    UNAUTHORIZED,
    UPDATING,
    VERSION
  }

  /** Which file of an invalid update is at fault, by the name that Notary's clients know. */
  public enum Flaw {
    NONE("ErrValidation"),
    ROOT("ErrBadRoot"),
    TARGETS("ErrBadTargets"),
    HIERARCHY("ErrBadHierarchy"),
    SNAPSHOT("ErrBadSnapshot");

    private final String wire;

    Flaw(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  public NotaryRefusal(Code code, String message) {
    super(message);
    this.code = code;
    this.flaw = Flaw.NONE;
  }

  /** An invalid update. */
  NotaryRefusal(Flaw flaw, String message) {
    super(message);
    this.code = Code.INVALID_UPDATE;
    this.flaw = flaw;
  }

  NotaryRefusal(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.flaw = Flaw.NONE;
  }

  public Code code() {
    return code;
  }

  public Flaw flaw() {
    return flaw;
  }

  /** Never null: every constructor takes a message. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
