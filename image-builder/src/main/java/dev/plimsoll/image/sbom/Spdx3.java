package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An inventory as SPDX 3.0.1 JSON-LD: profiles core, software and simpleLicensing. */
final class Spdx3 {
  private static final String CREATION = "_:creation";

  private final Inventory inventory;
  private final String base;
  private final List<JsonValue> graph = new ArrayList<>();
  private final List<String> elements = new ArrayList<>();
  private final Map<String, String> licenses = new LinkedHashMap<>();

  private Spdx3(Inventory inventory) {
    this.inventory = inventory;
    this.base = "https://plimsoll.dev/spdx/" + Names.document("spdx3", inventory.digest()) + "#";
  }

  static Bytes write(Inventory inventory, String toolVersion) {
    return JsonWriter.pretty(new Spdx3(inventory).document(toolVersion));
  }

  private JsonObject document(String toolVersion) {
    graph.add(
        JsonObject.builder()
            .put("type", "CreationInfo")
            .put("@id", CREATION)
            .put("specVersion", "3.0.1")
            .put("created", Names.created())
            .putStrings("createdBy", List.of(base + "plimsoll"))
            .build());
    add(element("SoftwareAgent", "plimsoll").put("name", "plimsoll " + toolVersion));
    add(
        element("software_Package", "image")
            .put("name", inventory.imageName())
            .put("software_primaryPurpose", "operatingSystem")
            .put("comment", "architecture " + inventory.architecture()));
    List<String> contents = new ArrayList<>();
    for (SoftwarePackage found : inventory.packages()) {
      contents.add(base + software(found));
    }
    if (!contents.isEmpty()) {
      add(
          relationship("contains", "image", "contains", contents)
              .put("completeness", inventory.unread().isEmpty() ? "noAssertion" : "incomplete"));
    }
    int number = 0;
    for (Inventory.Unread unread : inventory.unread()) {
      add(
          element("Annotation", "unread-" + ++number)
              .put("annotationType", "other")
              .put("subject", base + "image")
              .put("statement", unread.words()));
    }
    List<String> listed = List.copyOf(elements);
    add(
        element("software_Sbom", "sbom")
            .putStrings("software_sbomType", List.of("build"))
            .putStrings("rootElement", List.of(base + "image"))
            .putStrings("element", listed));
    List<String> all = new ArrayList<>(listed);
    all.add(base + "sbom");
    graph.add(
        element("SpdxDocument", "document")
            .put("name", inventory.imageName())
            .putStrings("profileConformance", List.of("core", "software", "simpleLicensing"))
            .putStrings("rootElement", List.of(base + "sbom"))
            .putStrings("element", all)
            .build());
    return JsonObject.builder()
        .put("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld")
        .put("@graph", graph)
        .build();
  }

  private JsonObject.Builder element(String type, String id) {
    return JsonObject.builder()
        .put("type", type)
        .put("spdxId", base + id)
        .put("creationInfo", CREATION);
  }

  private void add(JsonObject.Builder element) {
    JsonObject json = element.build();
    graph.add(json);
    if (json.members().get("spdxId") instanceof JsonValue.JsonString id) {
      elements.add(id.value());
    }
  }

  private JsonObject.Builder relationship(String id, String from, String type, List<String> to) {
    return element("Relationship", id)
        .put("from", base + from)
        .put("relationshipType", type)
        .putStrings("to", to);
  }

  private String software(SoftwarePackage found) {
    String id = Names.of(found);
    JsonObject.Builder json =
        element("software_Package", id)
            .put("name", found.name())
            .put("software_packageVersion", found.version())
            .putIfPresent("summary", found.summary())
            .putIfPresent("software_homePage", found.homepage())
            .putIfPresent("software_packageUrl", found.url().map(PackageUrl::toString))
            .put("software_primaryPurpose", purpose(found.kind()))
            .put("software_sourceInfo", "found in " + found.evidence() + " for " + found.location())
            .putIfPresent("comment", found.source().map(s -> "built from " + s));
    found
        .digest()
        .ifPresent(
            d ->
                json.put(
                    "verifiedUsing",
                    List.of(
                        JsonObject.builder()
                            .put("type", "Hash")
                            .put("algorithm", "sha256")
                            .put("hashValue", d.hex())
                            .build())));
    add(json);
    found
        .license()
        .ifPresent(
            l ->
                add(
                    relationship(
                        "license-of-" + id, id, "hasDeclaredLicense", List.of(base + license(l)))));
    return id;
  }

  /** The element for a licence, made when it is first met. */
  private String license(String text) {
    String reference = Licenses.reference(text);
    String id = "license-" + reference.substring("LicenseRef-".length());
    if (licenses.putIfAbsent(text, id) == null) {
      JsonObject.Builder json = element("simplelicensing_LicenseExpression", id);
      if (Licenses.isExpression(text)) {
        json.put("simplelicensing_licenseExpression", text);
      } else {
        add(
            element("simplelicensing_SimpleLicensingText", id + "-text")
                .put("simplelicensing_licenseText", text));
        json.put("simplelicensing_licenseExpression", reference)
            .put(
                "simplelicensing_customIdToUri",
                List.of(
                    JsonObject.builder()
                        .put("type", "DictionaryEntry")
                        .put("key", reference)
                        .put("value", base + id + "-text")
                        .build()));
      }
      add(json);
    }
    return id;
  }

  private static String purpose(SoftwarePackage.Kind kind) {
    return switch (kind) {
      case KERNEL -> "operatingSystem";
      case IMAGE -> "container";
      case LAYER -> "archive";
      case APK, DEB, RPM -> "application";
    };
  }
}
