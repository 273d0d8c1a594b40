package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import java.util.List;

/**
 * Checks key-signed Sigstore bundles v0.3. Structure before cryptography; the first thing that does
 * not hold ends it. Thread-safe.
 */
public final class BundleVerifier {
  private BundleVerifier() {}

  /** A message signature over an artifact of digest {@code artifact}. */
  public static void verifyArtifact(Bundle bundle, Digest artifact, VerifyingKey key)
      throws VerificationException {
    requireHint(bundle, key);
    if (!(bundle.content() instanceof MessageSignature message)) {
      throw new VerificationException(
          "bundle holds a DSSE envelope, wanted a message signature over " + artifact);
    }
    if (!message.digest().equals(artifact)) {
      throw new VerificationException("bundle signs " + message.digest() + ", wanted " + artifact);
    }
    key.verifyDigest(artifact, message.signature());
  }

  /** A DSSE statement that has {@code subject} among its subjects. */
  public static Statement verifyStatement(Bundle bundle, Digest subject, VerifyingKey key)
      throws VerificationException {
    Statement statement = verifyStatement(bundle, key);
    if (statement.subjects().stream().noneMatch(s -> s.digest().equals(subject))) {
      throw new VerificationException(
          "statement "
              + FormatException.quote(statement.predicateType())
              + " has "
              + statement.subjects().size()
              + " subjects, none is "
              + subject);
    }
    return statement;
  }

  /** A DSSE statement, whatever it is about: the caller must look at its subjects. */
  public static Statement verifyStatement(Bundle bundle, VerifyingKey key)
      throws VerificationException {
    requireHint(bundle, key);
    if (!(bundle.content() instanceof DsseEnvelope dsse)) {
      throw new VerificationException(
          "bundle holds a message signature, wanted a DSSE envelope with a statement");
    }
    // keyid and hint must name the same key: readers disagree about which of the two counts.
    Bytes payload =
        EnvelopeVerifier.verify(
            dsse.envelope(), Statement.PAYLOAD_TYPE, List.of(key), VerifyingKey::keyHint);
    try {
      return Statement.parse("signed statement", payload);
    } catch (FormatException e) {
      throw new VerificationException(e.getMessage(), e);
    }
  }

  private static void requireHint(Bundle bundle, VerifyingKey key) throws VerificationException {
    if (!bundle.keyHint().equals(key.keyHint())) {
      throw new VerificationException(
          "bundle is signed by key "
              + FormatException.quote(bundle.keyHint())
              + ", wanted \""
              + key.keyHint()
              + "\"");
    }
  }
}
