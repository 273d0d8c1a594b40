package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An inventory as SPDX 2.3 JSON (ISO/IEC 5962's successor, annex "JSON"). */
final class Spdx2 {
  private static final String DOCUMENT = "SPDXRef-DOCUMENT";
  private static final String IMAGE = "SPDXRef-image";
  private static final String NOTHING_SAID = "NOASSERTION";

  private Spdx2() {}

  static Bytes write(Inventory inventory, String toolVersion) {
    String creator = "Tool: plimsoll-" + toolVersion;
    List<JsonValue> packages = new ArrayList<>();
    List<JsonValue> relationships = new ArrayList<>();
    packages.add(image(inventory));
    relationships.add(relationship(DOCUMENT, "DESCRIBES", IMAGE));
    Map<String, String> texts = new TreeMap<>();
    for (SoftwarePackage found : inventory.packages()) {
      String id = "SPDXRef-" + Names.of(found);
      packages.add(software(id, found, texts));
      relationships.add(relationship(IMAGE, "CONTAINS", id));
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("spdxVersion", "SPDX-2.3")
            .put("dataLicense", "CC0-1.0")
            .put("SPDXID", DOCUMENT)
            .put("name", inventory.imageName())
            .put(
                "documentNamespace",
                "https://plimsoll.dev/spdx/" + Names.document("spdx", inventory.digest()))
            .put(
                "creationInfo",
                JsonObject.builder()
                    .put("created", Names.created())
                    .putStrings("creators", List.of(creator))
                    .build());
    if (!inventory.unread().isEmpty()) {
      json.put(
          "annotations",
          inventory.unread().stream().map(u -> annotation(u.words(), creator)).toList());
    }
    json.put("packages", packages).put("relationships", relationships);
    if (!texts.isEmpty()) {
      json.put(
          "hasExtractedLicensingInfos",
          texts.entrySet().stream().map(e -> extracted(e.getKey(), e.getValue())).toList());
    }
    return JsonWriter.pretty(json.build());
  }

  private static JsonObject image(Inventory inventory) {
    return JsonObject.builder()
        .put("name", inventory.imageName())
        .put("SPDXID", IMAGE)
        .put("downloadLocation", NOTHING_SAID)
        .put("filesAnalyzed", false)
        .put("licenseConcluded", NOTHING_SAID)
        .put("licenseDeclared", NOTHING_SAID)
        .put("copyrightText", NOTHING_SAID)
        .put("comment", "architecture " + inventory.architecture())
        .put("primaryPackagePurpose", "OPERATING_SYSTEM")
        .build();
  }

  private static JsonObject software(String id, SoftwarePackage found, Map<String, String> texts) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("name", found.name())
            .put("SPDXID", id)
            .put("versionInfo", found.version())
            .putIfPresent("supplier", found.supplier().map(s -> "Organization: " + oneLine(s)))
            .put("downloadLocation", NOTHING_SAID)
            .put("filesAnalyzed", false);
    found
        .digest()
        .ifPresent(
            d ->
                json.put(
                    "checksums",
                    List.of(
                        JsonObject.builder()
                            .put("algorithm", "SHA256")
                            .put("checksumValue", d.hex())
                            .build())));
    json.putIfPresent("homepage", found.homepage())
        .put("sourceInfo", sourceInfo(found))
        .put("licenseConcluded", NOTHING_SAID)
        .put("licenseDeclared", license(found.license(), texts))
        .put("copyrightText", NOTHING_SAID)
        .putIfPresent("summary", found.summary());
    found
        .url()
        .ifPresent(
            u ->
                json.put(
                    "externalRefs",
                    List.of(
                        JsonObject.builder()
                            .put("referenceCategory", "PACKAGE-MANAGER")
                            .put("referenceType", "purl")
                            .put("referenceLocator", u.toString())
                            .build())));
    return json.put("primaryPackagePurpose", purpose(found.kind())).build();
  }

  private static String sourceInfo(SoftwarePackage found) {
    return "found in "
        + found.evidence()
        + " for "
        + found.location()
        + found.source().map(s -> "; built from " + s).orElse("");
  }

  private static String license(Optional<String> license, Map<String, String> texts) {
    if (license.isEmpty()) {
      return NOTHING_SAID;
    }
    String text = license.get();
    if (Licenses.isExpression(text)) {
      return text;
    }
    texts.put(Licenses.reference(text), text);
    return Licenses.reference(text);
  }

  private static String purpose(SoftwarePackage.Kind kind) {
    return switch (kind) {
      case KERNEL -> "OPERATING_SYSTEM";
      case IMAGE -> "CONTAINER";
      case LAYER -> "ARCHIVE";
      case APK, DEB, RPM -> "APPLICATION";
    };
  }

  private static JsonObject relationship(String from, String type, String to) {
    return JsonObject.builder()
        .put("spdxElementId", from)
        .put("relationshipType", type)
        .put("relatedSpdxElement", to)
        .build();
  }

  private static JsonObject extracted(String id, String text) {
    return JsonObject.builder()
        .put("licenseId", id)
        .put("extractedText", text)
        .put("name", oneLine(text))
        .build();
  }

  private static JsonObject annotation(String text, String creator) {
    return JsonObject.builder()
        .put("annotationDate", Names.created())
        .put("annotationType", "OTHER")
        .put("annotator", creator)
        .put("comment", text)
        .build();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
