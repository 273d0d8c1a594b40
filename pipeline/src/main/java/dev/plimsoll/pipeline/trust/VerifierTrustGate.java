package dev.plimsoll.pipeline.trust;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.image.source.TrustGate;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustPolicy.SignedByIdentity;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKeyFile;
import dev.plimsoll.image.spec.TrustPolicy.TufTarget;
import dev.plimsoll.verifier.BundleVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Admits an image when one of its bundles is signed by one of the wanted keys: a DSSE statement
 * with the manifest (or its index) among its subjects, or a message signature over that digest.
 * Identities and TUF targets are not supported yet, so they admit nothing. Fails closed.
 *
 * <p>Which statement was signed does not matter: the owner of the key put its name to the image.
 * Thread-safe.
 */
public final class VerifierTrustGate implements TrustGate {
  private static final int SHOWN = 3;

  private final List<Requirement> configured;

  /** Admits by what specifications themselves want. */
  public VerifierTrustGate() {
    this(List.of());
  }

  /**
   * @param configured keys of the one who runs the builder: they count where a specification says
   *     that an image must be signed and not by whom
   */
  public VerifierTrustGate(List<Requirement> configured) {
    this.configured = List.copyOf(configured);
  }

  @Override
  public Outcome admit(Subject subject, List<Requirement> requirements) {
    List<Requirement> wanted = requirements.isEmpty() ? configured : requirements;
    if (wanted.isEmpty()) {
      return new Refused(
          "nothing says by whom; add a key to \"trust: keys:\", or run with --trust-key FILE");
    }
    List<String> names = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Requirement requirement : wanted) {
      Attempt attempt = attempt(subject, requirement);
      if (attempt.by().isPresent()) {
        return new Admitted(attempt.by().get());
      }
      names.add(attempt.wanted());
      failures.addAll(attempt.failures());
    }
    return new Refused(
        "wanted "
            + String.join(" or ", names)
            + "; found "
            + (subject.bundles().isEmpty()
                ? "no signature"
                : subject.bundles().size() + " signature(s): " + shown(failures)));
  }

  private static String shown(List<String> failures) {
    List<String> distinct = failures.stream().distinct().toList();
    String text = String.join("; ", distinct.subList(0, Math.min(SHOWN, distinct.size())));
    return distinct.size() > SHOWN ? text + "; …" : text;
  }

  /** How one requirement fared. */
  private record Attempt(String wanted, Optional<String> by, List<String> failures) {
    static Attempt unsupported(String wanted) {
      return new Attempt(
          wanted + " (not supported yet)",
          Optional.empty(),
          List.of(wanted + " not supported yet"));
    }
  }

  private static Attempt attempt(Subject subject, Requirement requirement) {
    return switch (requirement) {
      case SignedByKey key -> byKey(subject, key);
      case SignedByKeyFile file ->
          Attempt.unsupported("the key file " + FormatException.quote(file.path().value()));
      case SignedByIdentity identity ->
          Attempt.unsupported("the identity " + FormatException.quote(identity.subject()));
      case TufTarget tuf ->
          Attempt.unsupported("a target of " + FormatException.quote(tuf.repository()));
    };
  }

  private static Attempt byKey(Subject subject, SignedByKey wanted) {
    VerifyingKey key;
    try {
      key = VerifyingKey.parsePem("trust key", Bytes.ofUtf8(wanted.pem()));
    } catch (FormatException e) {
      return new Attempt("a key", Optional.empty(), List.of(e.getMessage()));
    }
    String name = "key sha256:" + key.keyId();
    List<String> failures = new ArrayList<>();
    for (Bytes bundle : subject.bundles()) {
      try {
        verify(bundle, subject.digests(), key);
        return new Attempt(name, Optional.of(name), List.of());
      } catch (VerificationException | FormatException e) {
        failures.add(e.getMessage());
      }
    }
    return new Attempt(name, Optional.empty(), failures);
  }

  /** One signature over any of the digests is enough; the last failure is told. */
  private static void verify(Bytes text, List<Digest> digests, VerifyingKey key)
      throws VerificationException, FormatException {
    Bundle bundle = Bundle.parse("bundle", text);
    VerificationException last = new VerificationException("nothing to verify");
    for (Digest digest : digests) {
      try {
        switch (bundle.content()) {
          case Bundle.DsseEnvelope dsse ->
              SignedSubjects.verify(bundle, dsse.envelope(), digest, key);
          case Bundle.MessageSignature message ->
              BundleVerifier.verifyArtifact(bundle, digest, key);
        }
        return;
      } catch (VerificationException e) {
        last = e;
      }
    }
    throw last;
  }
}
