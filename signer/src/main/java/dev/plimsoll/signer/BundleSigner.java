package dev.plimsoll.signer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.BundleVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;

/**
 * Makes key-signed Sigstore bundles v0.3 in the form that cosign 3 writes itself; every bundle is
 * verified before it is returned, so a faulty key or key store never gets a bad signature
 * published. Thread-safe.
 */
public final class BundleSigner {
  private final SigningKey key;

  /** {@code key} must be ECDSA P-256: stock Sigstore clients refuse Ed25519 message signatures. */
  public BundleSigner(SigningKey key) {
    if (key.publicKey().algorithm() != VerifyingKey.Algorithm.ECDSA_P256) {
      throw new IllegalArgumentException(
          "bundles are signed with ECDSA P-256, found " + key.publicKey());
    }
    this.key = key;
  }

  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  /** A DSSE bundle around the statement. */
  public Bundle signStatement(Statement statement) throws IOException {
    String hint = key.publicKey().keyHint();
    Bytes payload = statement.encode();
    // No keyid: the bundle's hint names the key, and cosign refuses a keyid that it did not make.
    Envelope envelope = new EnvelopeSigner(key).sign(Statement.PAYLOAD_TYPE, payload, "");
    Bundle bundle = new Bundle(hint, new DsseEnvelope(envelope));
    try {
      BundleVerifier.verifyStatement(bundle, key.publicKey());
      return bundle;
    } catch (VerificationException e) {
      throw new IOException("own bundle does not verify: " + e.getMessage(), e);
    }
  }

  /** A message signature over an artifact, given the digest of all its bytes. */
  public Bundle signArtifact(Digest artifact) throws IOException {
    Bytes signature = key.signDigest(artifact);
    Bundle bundle =
        new Bundle(key.publicKey().keyHint(), new MessageSignature(artifact, signature));
    try {
      BundleVerifier.verifyArtifact(bundle, artifact, key.publicKey());
      return bundle;
    } catch (VerificationException e) {
      throw new IOException("own bundle does not verify: " + e.getMessage(), e);
    }
  }
}
