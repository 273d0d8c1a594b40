package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;

/** The {@code signed} part of one metadata file. */
public sealed interface TufMetadata permits Root, Timestamp, Snapshot, Targets {
  /** {@code root}, {@code timestamp}, {@code snapshot} or {@code targets}; also of delegates. */
  String type();

  /** At least 1; only ever raised by one. */
  long version();

  /** Whole seconds; from then on the file must not be relied on. */
  Instant expires();

  JsonObject toJson();
}
