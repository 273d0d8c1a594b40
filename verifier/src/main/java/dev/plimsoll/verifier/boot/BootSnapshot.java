package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import java.util.Map;
import java.util.Set;

/**
 * All that a boot appraisal rests on, immutable, swapped whole on publish, release and revocation.
 *
 * @param images every published image
 * @param released per role, image digest to base64 DSSE release statement
 * @param epoch raised by every revocation
 */
public record BootSnapshot(
    Map<Digest, PublishedImage> images,
    Set<Digest> revoked,
    Map<String, Map<Digest, String>> released,
    long epoch) {
  public BootSnapshot {
    images = Map.copyOf(images);
    revoked = Set.copyOf(revoked);
    released = Map.copyOf(released);
  }

  /** What publishing established about an image: builder's and auditor's word for one digest. */
  public record PublishedImage(Digest digest, String rootHash, PolicyId policy, boolean allowed) {}

  public static BootSnapshot empty() {
    return new BootSnapshot(Map.of(), Set.of(), Map.of(), 0);
  }
}
