package dev.plimsoll.image.lint;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.lint.FileFact.Kind;
import dev.plimsoll.image.plan.BuildPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All facts of one tree, in the order of its paths. The JSON form is the contract with policies
 * (docs/evidence.md): the same tree gives the same bytes on every machine.
 *
 * @param containers in the order of their folders
 * @param totals how many files were looked at, by what was done with them
 */
public record HardeningFacts(
    String imageName,
    String architecture,
    List<JsonObject> containers,
    List<JsonObject> files,
    Map<String, Long> kinds,
    Map<String, Long> totals) {
  /** Media type of {@link #encode}. */
  public static final String MEDIA_TYPE = "application/vnd.plimsoll.tree-facts.v1+json";

  private static final int SCHEMA_VERSION = 1;

  public HardeningFacts {
    containers = List.copyOf(containers);
    files = List.copyOf(files);
    kinds = Map.copyOf(kinds);
    totals = Map.copyOf(totals);
  }

  static HardeningFacts of(
      String name,
      String architecture,
      List<ContainerFacts> containers,
      List<FileFact> files,
      Map<String, Long> totals) {
    Map<String, Long> kinds = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      kinds.put(kind.wire(), 0L);
    }
    files.forEach(f -> kinds.merge(f.kind().wire(), 1L, Long::sum));
    return new HardeningFacts(
        name,
        architecture,
        containers.stream().map(ContainerFacts::json).toList(),
        files.stream().map(FileFact::json).toList(),
        kinds,
        totals);
  }

  /** What {@link TreeScan} sees in the root of {@code plan}, encoded. */
  public static Bytes of(BuildPlan plan) throws IOException {
    return TreeScan.scan(plan.name(), plan.architecture().wire(), plan.root()).encode();
  }

  /** Indented JSON with a final newline. */
  public Bytes encode() {
    JsonObject.Builder counts = JsonObject.builder();
    new TreeMap<>(kinds).forEach(counts::put);
    JsonObject.Builder scanned = JsonObject.builder();
    new TreeMap<>(totals).forEach(scanned::put);
    return JsonWriter.pretty(
        JsonObject.builder()
            .put("schemaVersion", SCHEMA_VERSION)
            .put(
                "image",
                JsonObject.builder().put("name", imageName).put("arch", architecture).build())
            .put("containers", containers)
            .put("files", files)
            .put("counts", counts.build())
            .put("scanned", scanned.build())
            .build());
  }
}
