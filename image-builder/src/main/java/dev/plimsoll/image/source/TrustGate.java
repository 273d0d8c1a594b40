package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.spec.TrustPolicy;
import java.io.IOException;
import java.util.List;

/**
 * Decides whether an image may be used, after its manifest is known and before a layer is asked
 * for. Implemented where signatures can be verified. Thread-safe.
 */
public interface TrustGate {
  /** For builds that have nobody to ask: whatever must be signed is refused. */
  TrustGate NOBODY = (subject, requirements) -> new Refused("nothing here can verify signatures");

  /** Asked only for images that a policy names; one of {@code requirements} must be met. */
  Outcome admit(Subject subject, List<TrustPolicy.Requirement> requirements) throws IOException;

  /** The answer; only {@link Admitted} lets the image in. */
  sealed interface Outcome {}

  /** {@code by} says who signed, for people and provenance. */
  record Admitted(String by) implements Outcome {}

  /** {@code why} in one line. */
  record Refused(String why) implements Outcome {}

  /**
   * What is asked about.
   *
   * @param reference as written, e.g. {@code docker.io/linuxkit/init:v1}
   * @param digests of the manifest and, where it came from one, of the index: a signature over any
   *     of them is one over the image
   * @param bundles Sigstore bundles found beside the image (referrers, or their tag fallback), as
   *     JSON, not verified
   */
  record Subject(String reference, List<Digest> digests, List<Bytes> bundles) {
    public Subject {
      digests = List.copyOf(digests);
      bundles = List.copyOf(bundles);
    }
  }
}
