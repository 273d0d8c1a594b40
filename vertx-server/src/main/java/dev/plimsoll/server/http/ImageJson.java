package dev.plimsoll.server.http;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.Catalog.SignedItem;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.step.ImageParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images, bundles and boot verdict rows as HTTP shows them. */
final class ImageJson {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private ImageJson() {}

  static JsonObject row(ImageDetail image) {
    return members(image).build();
  }

  static JsonObject detail(ImageDetail image, ImageParts parts) throws FormatException {
    ImageRow row = image.row();
    return members(image)
        .put("hashOffset", row.hashOffset())
        .put("cmdline", row.commandLine())
        .put("kernelRelease", row.kernelRelease())
        .put("kernel", parts.kernel().digest().toString())
        .putStrings(
            "initramfs", parts.initramfs().stream().map(d -> d.digest().toString()).toList())
        .put("root", parts.root().digest().toString())
        .put("layers", layers(parts.manifest().layers()))
        .put("decision", row.decision().toString())
        .build();
  }

  static List<JsonValue> layers(List<Descriptor> layers) {
    List<JsonValue> list = new ArrayList<>();
    for (Descriptor l : layers) {
      list.add(
          JsonObject.builder()
              .put("mediaType", l.mediaType())
              .put("digest", l.digest().toString())
              .put("size", l.size())
              .put("title", ImageParts.title(l))
              .build());
    }
    return list;
  }

  static JsonObject bundle(SignedItem item) throws FormatException {
    return JsonObject.builder()
        .put("subject", item.item().subject().toString())
        .put("kind", item.item().kind().wire())
        .put("digest", item.item().digest().toString())
        .put("bundle", READER.parse("bundle " + item.item().digest(), item.bundle()))
        .build();
  }

  static JsonObject verdict(BootVerdictRow row) {
    return JsonObject.builder()
        .put("number", row.number())
        .put("time", row.time().toString())
        .put("host", row.host())
        .put("image", row.image().toString())
        .put("verdict", row.verdict())
        .putStrings("reasons", row.reasons())
        .put("count", row.count())
        .build();
  }

  private static JsonObject.Builder members(ImageDetail image) {
    ImageRow row = image.row();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("digest", row.digest().toString())
            .put("name", row.name())
            .put("state", image.state().name().toLowerCase(Locale.ROOT))
            .put("rootHash", row.rootHash())
            .put("role", row.role())
            .put("run", row.run().toString())
            .put("verdict", "allow") // nothing else is ever published
            .put(
                "policy",
                JsonObject.builder()
                    .put("id", row.policy().id())
                    .put("digest", row.policy().digest().toString())
                    .build())
            .put("publishedAt", row.publishedAt().toString())
            .putStrings("released", image.releasedTo());
    image
        .revocation()
        .ifPresent(
            r ->
                json.put(
                    "revoked",
                    JsonObject.builder()
                        .put("reason", r.reason())
                        .put("epoch", r.epoch())
                        .put("at", r.at().toString())
                        .build()));
    return json;
  }
}
