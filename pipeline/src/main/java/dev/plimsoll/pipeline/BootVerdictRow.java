package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded answer to a booting host ({@code BootAllowed} or {@code BootDenied}).
 *
 * @param number position in the table, 0 before it is stored
 * @param host as the host named itself; {@code *} when answers to several hosts were merged
 * @param verdict {@code allow} or {@code deny}
 * @param count answers that this row stands for, at least 1
 */
public record BootVerdictRow(
    long number,
    Instant time,
    String host,
    Digest image,
    String verdict,
    List<String> reasons,
    long count) {
  /** What stands for the host in a row that merges several. */
  public static final String MANY_HOSTS = "*";

  public BootVerdictRow {
    reasons = List.copyOf(reasons);
  }

  /** SHA-256 of the rows as compact JSON, numbers left out: what the chained event vouches for. */
  public static Digest batchDigest(List<BootVerdictRow> rows) {
    List<JsonValue> list = new ArrayList<>();
    for (BootVerdictRow r : rows) {
      list.add(
          JsonObject.builder()
              .put("time", r.time.toString())
              .put("host", r.host)
              .put("image", r.image.toString())
              .put("verdict", r.verdict)
              .putStrings("reasons", r.reasons)
              .put("count", r.count)
              .build());
    }
    return JsonWriter.compact(new JsonArray(list)).digest();
  }
}
