package dev.plimsoll.image.lint;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one container may do, read from the {@code config.json} that its runtime will read: not from
 * the specification, so that nothing that changes on the way is missed.
 */
record ContainerFacts(JsonObject json) {
  private static final Pattern BUNDLE =
      Pattern.compile(
          "containers/(onboot|onshutdown|services)/(?:(\\d{3,9})-)?([^/]+)/config\\.json");
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_CONFIG = 4 << 20;

  /** The containers of {@code tree}, in the order of their folders. */
  static List<ContainerFacts> in(FileTree tree) throws IOException {
    List<ContainerFacts> found = new ArrayList<>();
    for (Map.Entry<String, Placed> e : tree.below("containers").entrySet()) {
      Matcher bundle = BUNDLE.matcher(e.getKey());
      if (bundle.matches() && e.getValue().node() instanceof RegularFile file) {
        found.add(new ContainerFacts(read(e.getKey(), bundle, e.getValue(), file)));
      }
    }
    return found;
  }

  private static JsonObject read(String path, Matcher bundle, Placed placed, RegularFile file)
      throws IOException {
    String section = bundle.group(1);
    boolean ordered = !section.equals("services");
    String name =
        ordered || bundle.group(2) == null
            ? bundle.group(3)
            : bundle.group(2) + "-" + bundle.group(3);
    JsonObject.Builder json =
        JsonObject.builder()
            .put("location", placed.section().location())
            .put("list", section)
            .put("name", name)
            .put("path", "/" + path)
            .put("source", placed.section().source());
    try {
      JsonObject config = READER.parse(path, file.content().read(MAX_CONFIG)).asObject(path);
      new RuntimeConfigFacts(config).putInto(json);
    } catch (FormatException e) {
      json.put("problem", e.getMessage());
    }
    return json.build();
  }
}
