package dev.plimsoll.verifier.tuf;

/**
 * The oldest metadata that a booting host may still believe, pinned where an attacker on the
 * network or on the disk cannot reach it: in the initial RAM disk, in the signed command line, in a
 * TPM. It protects a client whose store was lost or turned back; raise it after each good boot,
 * never lower it.
 *
 * <p>A root beyond {@code rootVersion} that changes the keys of timestamp or snapshot starts their
 * versions anew (TUF 1.0.34 §5.3.11), so an update that passes such a root has no least snapshot.
 *
 * @param rootVersion the newest root must have at least this version; 0: any
 * @param snapshotVersion timestamp must list at least this version of snapshot; 0: any
 */
public record Backstop(long rootVersion, long snapshotVersion) {
  public static final Backstop NONE = new Backstop(0, 0);

  public Backstop {
    if (rootVersion < 0 || snapshotVersion < 0) {
      throw new IllegalArgumentException(
          "backstop of root " + rootVersion + ", snapshot " + snapshotVersion);
    }
  }
}
