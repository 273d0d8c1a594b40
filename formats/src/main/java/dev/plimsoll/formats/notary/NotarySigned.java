package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;

/** What one Notary v1 file signs. */
public sealed interface NotarySigned
    permits NotaryRoot, NotarySnapshot, NotaryTargets, NotaryTimestamp {
  /** {@code Root}, {@code Targets}, {@code Snapshot} or {@code Timestamp}. */
  String type();

  /** 1 and up. */
  long version();

  /** With nanoseconds, which Notary writes. */
  Instant expires();

  JsonObject toJson();

  /** The canonical JSON that signatures are over. */
  default Bytes toBeSigned() {
    return JsonWriter.canonical(toJson());
  }
}
