package dev.plimsoll.verifier.notary;

import java.util.List;

/** Why the root of a collection was trusted; what was believed is never told as what was proved. */
public sealed interface RootAnchor {
  /**
   * @param id of the pinned root key
   * @param version of the root that names it, the start of the chain to the newest
   */
  record Pinned(String id, long version) implements RootAnchor {}

  /**
   * @param subject of the root certificate that the pinned CA issued
   */
  record IssuedByCa(String subject) implements RootAnchor {}

  /**
   * @param version of the root that was trusted last time, the start of the chain
   */
  record Remembered(long version) implements RootAnchor {}

  /**
   * Nothing proves that this is the publisher's root.
   *
   * @param rootKeys ids that would have to be compared with the publisher's
   */
  record FirstUse(List<String> rootKeys) implements RootAnchor {
    public FirstUse {
      rootKeys = List.copyOf(rootKeys);
    }
  }
}
