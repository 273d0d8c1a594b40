package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An inventory as CycloneDX 1.6 JSON (ECMA-424). */
final class CycloneDx {
  private static final String IMAGE = "image";

  private CycloneDx() {}

  static Bytes write(Inventory inventory, String toolVersion) {
    List<JsonValue> components = new ArrayList<>();
    List<String> references = new ArrayList<>();
    for (SoftwarePackage found : inventory.packages()) {
      components.add(component(found));
      references.add(Names.of(found));
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json")
            .put("bomFormat", "CycloneDX")
            .put("specVersion", "1.6")
            .put("serialNumber", "urn:uuid:" + Names.document("cyclonedx", inventory.digest()))
            .put("version", 1)
            .put("metadata", metadata(inventory, toolVersion))
            .put("components", components)
            .put(
                "dependencies",
                List.of(
                    JsonObject.builder()
                        .put("ref", IMAGE)
                        .putStrings("dependsOn", references)
                        .build()));
    String whole = inventory.unread().isEmpty() ? "unknown" : "incomplete";
    json.put(
        "compositions",
        List.of(
            JsonObject.builder()
                .put("aggregate", whole)
                .putStrings("assemblies", List.of(IMAGE))
                .build()));
    return JsonWriter.pretty(json.build());
  }

  private static JsonObject metadata(Inventory inventory, String toolVersion) {
    List<JsonValue> notRead = new ArrayList<>();
    inventory.unread().forEach(u -> notRead.add(property("plimsoll:notRead", u.words())));
    JsonObject.Builder image =
        JsonObject.builder()
            .put("type", "operating-system")
            .put("bom-ref", IMAGE)
            .put("name", inventory.imageName())
            .put(
                "properties", List.of(property("plimsoll:architecture", inventory.architecture())));
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("timestamp", Names.created())
            .put(
                "tools",
                JsonObject.builder()
                    .put(
                        "components",
                        List.of(
                            JsonObject.builder()
                                .put("type", "application")
                                .put("name", "plimsoll")
                                .put("version", toolVersion)
                                .build()))
                    .build())
            .put("component", image.build());
    if (!notRead.isEmpty()) {
      metadata.put("properties", notRead);
    }
    return metadata.build();
  }

  private static JsonObject component(SoftwarePackage found) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("type", type(found.kind()))
            .put("bom-ref", Names.of(found))
            .put("name", found.name())
            .put("version", found.version());
    found
        .supplier()
        .ifPresent(s -> json.put("supplier", JsonObject.builder().put("name", s).build()));
    json.putIfPresent("description", found.summary());
    found
        .digest()
        .ifPresent(
            d ->
                json.put(
                    "hashes",
                    List.of(
                        JsonObject.builder()
                            .put("alg", "SHA-256")
                            .put("content", d.hex())
                            .build())));
    found.license().ifPresent(l -> json.put("licenses", List.of(license(l))));
    json.putIfPresent("purl", found.url().map(PackageUrl::toString));
    found
        .homepage()
        .ifPresent(
            h ->
                json.put(
                    "externalReferences",
                    List.of(JsonObject.builder().put("type", "website").put("url", h).build())));
    return json.put("properties", properties(found)).build();
  }

  private static String type(SoftwarePackage.Kind kind) {
    return switch (kind) {
      case KERNEL -> "operating-system";
      case IMAGE -> "container";
      case LAYER -> "file";
      case APK, DEB, RPM -> "library";
    };
  }

  private static JsonObject license(String text) {
    if (Licenses.isKnown(text)) {
      return licenseObject("id", text);
    }
    return Licenses.isExpression(text)
        ? JsonObject.builder().put("expression", text).build()
        : licenseObject("name", text);
  }

  private static JsonObject licenseObject(String member, String text) {
    return JsonObject.builder()
        .put("license", JsonObject.builder().put(member, text).build())
        .build();
  }

  private static List<JsonValue> properties(SoftwarePackage found) {
    List<JsonValue> list = new ArrayList<>();
    list.add(property("plimsoll:location", found.location()));
    list.add(property("plimsoll:evidence", found.evidence()));
    optional(list, "plimsoll:architecture", found.architecture());
    optional(list, "plimsoll:source", found.source());
    return list;
  }

  private static void optional(List<JsonValue> list, String name, Optional<String> value) {
    value.ifPresent(v -> list.add(property(name, v)));
  }

  private static JsonObject property(String name, String value) {
    return JsonObject.builder().put("name", name).put("value", value).build();
  }
}
