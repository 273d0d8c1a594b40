package dev.plimsoll.signer.notary;

/** Somebody else changed the collection first. */
public final class StaleCommitException extends Exception {
  private static final long serialVersionUID = 1L;

  public StaleCommitException(Gun gun, long after, long last) {
    super(gun + ": the change is for commit " + after + ", the last one is " + last);
  }
}
