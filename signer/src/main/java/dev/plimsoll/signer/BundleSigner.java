package dev.plimsoll.signer;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;

/** Makes key-signed Sigstore bundles; every bundle is verified before it is returned. */
public final class BundleSigner {
  private final SigningKey key;

  public BundleSigner(SigningKey key) {
    this.key = key;
  }

  /** A DSSE bundle around the statement. */
  public Bundle signStatement(Statement statement) throws IOException {
    throw new UnsupportedOperationException(key.toString());
  }

  /** A message signature over an artifact, given the digest of all its bytes. */
  public Bundle signArtifact(Digest artifact) throws IOException {
    throw new UnsupportedOperationException(key.toString());
  }
}
