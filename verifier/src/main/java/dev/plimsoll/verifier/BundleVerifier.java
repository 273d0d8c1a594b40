package dev.plimsoll.verifier;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;

/** Checks key-signed Sigstore bundles. */
public final class BundleVerifier {
  private BundleVerifier() {}

  /** A message signature over an artifact of digest {@code artifact}. */
  public static void verifyArtifact(Bundle bundle, Digest artifact, VerifyingKey key)
      throws VerificationException {
    throw new UnsupportedOperationException();
  }

  /** A DSSE statement that has {@code subject} among its subjects. */
  public static Statement verifyStatement(Bundle bundle, Digest subject, VerifyingKey key)
      throws VerificationException {
    throw new UnsupportedOperationException();
  }
}
