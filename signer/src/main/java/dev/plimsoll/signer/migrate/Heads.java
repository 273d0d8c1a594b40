package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import java.time.Instant;

/** The same metadata under another version and expiry. */
final class Heads {
  private Heads() {}

  static TufMetadata with(TufMetadata metadata, long version, Instant expires) {
    return switch (metadata) {
      case Root r -> new Root(version, expires, r.consistentSnapshot(), r.keys(), r.roles());
      case Targets t -> new Targets(version, expires, t.targets(), t.delegations());
      case Snapshot s -> new Snapshot(version, expires, s.meta());
      case Timestamp t -> new Timestamp(version, expires, t.snapshot());
    };
  }

  /** Whether both say the same, whatever their version and expiry. */
  static boolean sameContent(TufMetadata a, TufMetadata b) {
    return a.type().equals(b.type())
        && a.toJson().equals(with(b, a.version(), a.expires()).toJson());
  }
}
