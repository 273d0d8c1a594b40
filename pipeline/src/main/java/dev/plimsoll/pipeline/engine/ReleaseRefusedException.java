package dev.plimsoll.pipeline.engine;

/** A release statement, or a revocation, that must not take effect. */
public final class ReleaseRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Code {
    /** Not signed by a pinned release key. */
    SIGNATURE,
    IMAGE_UNKNOWN,
    IMAGE_REVOKED,
    ROOTHASH_MISMATCH,
    /** The image was built for hosts of another role. */
    ROLE_MISMATCH,
    /** Lower than the epoch of the role's last release. */
    EPOCH_OLD,
    /** Lower than the minimum version of the role's last release. */
    MIN_VERSION_OLD,
    /** Nobody is named in TUF metadata who may release to the role's hosts. */
    ROLE_UNDELEGATED,
    /** The pointer that came with the statement names another image. */
    POINTER_MISMATCH
  }

  private final Code code;

  public ReleaseRefusedException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
