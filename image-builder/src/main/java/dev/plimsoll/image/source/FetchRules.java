package dev.plimsoll.image.source;

import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.spec.TrustPolicy;

/**
 * What a build fetches components by.
 *
 * @param architecture that images and packages are for
 * @param sources where they may come from
 * @param trust which images must be signed, and by whom; its key files were read
 * @param gate checks the signatures
 */
public record FetchRules(
    Architecture architecture, SourceOptions sources, TrustPolicy trust, TrustGate gate) {
  /** For amd64, by the defaults, of unsigned components. */
  public static final FetchRules DEFAULT =
      new FetchRules(Architecture.AMD64, SourceOptions.DEFAULT, TrustPolicy.NONE, TrustGate.NOBODY);

  boolean offline() {
    return sources.network() == SourceOptions.Network.OFFLINE;
  }
}
