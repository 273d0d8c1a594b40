package dev.plimsoll.image.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.sbom.Inventory.Unread;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structure of the three documents, by the rules of their specifications. */
class DocumentsTest {
  private static final List<SoftwarePackage> PACKAGES =
      List.of(
          named(Kind.APK, "busybox", "1.36")
              .license(Optional.of("GPL-2.0-only"))
              .at("init[0]", "/a"),
          named(Kind.RPM, "glibc", "2.39")
              .license(Optional.of("GPLv2+ and MIT"))
              .at("init[1]", "/b"),
          named(Kind.DEB, "runc", "1.1")
              .digest(Bytes.ofUtf8("x").digest())
              .at("init[2]", "deb:runc"),
          named(Kind.RPM, "other", "1").license(Optional.of("GPLv2+ and MIT")).at("init[1]", "/b"),
          named(Kind.LAYER, "layer of x", "sha256:1").at("services[0]", "x"));

  private static final Inventory WHOLE = new Inventory("img", "amd64", PACKAGES, List.of());
  private static final Inventory SHORT =
      new Inventory(
          "img", "amd64", PACKAGES, List.of(new Unread("/var/lib/rpm/Packages", "init[3]", "odd")));

  private static SoftwarePackage.Builder named(Kind kind, String name, String version) {
    return SoftwarePackage.named(kind, name, version)
        .url(new PackageUrl("generic", Optional.empty(), name, version, Map.of()));
  }

  private static JsonObject json(Bytes text) throws Exception {
    return JsonReader.within(JsonLimits.DOCUMENT).parse("sbom", text).asObject("sbom");
  }

  private static List<JsonObject> objects(List<JsonValue> items) throws Exception {
    List<JsonObject> found = new ArrayList<>();
    for (JsonValue item : items) {
      found.add(item.asObject("item"));
    }
    return found;
  }

  @Test
  void spdx2_isWhole() throws Exception {
    JsonObject spdx = json(Spdx2.write(WHOLE, "1"));

    assertThat(spdx.string("spdxVersion")).isEqualTo("SPDX-2.3");
    assertThat(spdx.object("creationInfo").string("created")).isEqualTo("2017-04-18T16:30:00Z");
    Set<String> ids = new HashSet<>(Set.of("SPDXRef-DOCUMENT"));
    for (JsonObject p : objects(spdx.array("packages"))) {
      assertThat(p.string("SPDXID")).matches("SPDXRef-[a-zA-Z0-9.-]+");
      assertThat(ids.add(p.string("SPDXID"))).isTrue();
      assertThat(p.string("downloadLocation")).isNotEmpty();
      assertThat(p.bool("filesAnalyzed")).isFalse();
    }
    assertThat(ids).hasSize(PACKAGES.size() + 2);
    for (JsonObject r : objects(spdx.array("relationships"))) {
      assertThat(ids).contains(r.string("spdxElementId"), r.string("relatedSpdxElement"));
    }
    List<JsonObject> texts = objects(spdx.array("hasExtractedLicensingInfos"));
    assertThat(texts).hasSize(1);
    assertThat(texts.getFirst().string("extractedText")).isEqualTo("GPLv2+ and MIT");
    assertThat(objects(spdx.array("packages")))
        .filteredOn(p -> p.members().containsValue(new JsonValue.JsonString("glibc")))
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.string("licenseDeclared"))
                    .isEqualTo(texts.getFirst().string("licenseId")));
    assertThat(spdx.find("annotations")).isEmpty();
    assertThat(json(Spdx2.write(SHORT, "1")).array("annotations")).hasSize(1);
  }

  @Test
  void spdx3_refersToNothingThatIsNotThere() throws Exception {
    JsonObject spdx = json(Spdx3.write(SHORT, "1"));

    Set<String> ids = new HashSet<>();
    List<JsonObject> graph = objects(spdx.array("@graph"));
    for (JsonObject e : graph) {
      if (e.find("spdxId").isPresent()) {
        assertThat(ids.add(e.string("spdxId"))).isTrue();
        assertThat(e.string("creationInfo")).isEqualTo("_:creation");
      }
    }
    for (JsonObject e : graph) {
      for (String list : List.of("to", "element", "rootElement", "createdBy")) {
        for (JsonValue to : e.arrayOrEmpty(list)) {
          assertThat(ids).contains(to.asString("id"));
        }
      }
    }
    assertThat(graph).extracting(e -> e.string("type")).contains("SpdxDocument", "Annotation");
    assertThat(graph)
        .filteredOn(e -> e.members().containsValue(new JsonValue.JsonString("contains")))
        .singleElement()
        .satisfies(e -> assertThat(e.string("completeness")).isEqualTo("incomplete"));
  }

  @Test
  void cycloneDx_isWhole() throws Exception {
    JsonObject bom = json(CycloneDx.write(WHOLE, "1"));

    assertThat(UUID.fromString(bom.string("serialNumber").substring(9)).version()).isEqualTo(5);
    Set<String> refs = new HashSet<>();
    for (JsonObject c : objects(bom.array("components"))) {
      assertThat(refs.add(c.string("bom-ref"))).isTrue();
    }
    JsonObject image = objects(bom.array("dependencies")).getFirst();
    assertThat(image.array("dependsOn")).hasSize(refs.size());
    assertThat(objects(bom.array("compositions")).getFirst().string("aggregate"))
        .isEqualTo("unknown");
    JsonObject unread = json(CycloneDx.write(SHORT, "1"));
    assertThat(objects(unread.array("compositions")).getFirst().string("aggregate"))
        .isEqualTo("incomplete");
    assertThat(unread.object("metadata").array("properties")).hasSize(1);
  }

  @Test
  void documents_dependOnContentAlone() throws Exception {
    Inventory shuffled = new Inventory("img", "amd64", PACKAGES.reversed(), List.of());
    Inventory other = new Inventory("img", "amd64", PACKAGES.subList(0, 2), List.of());

    assertThat(Spdx2.write(shuffled, "1")).isEqualTo(Spdx2.write(WHOLE, "1"));
    assertThat(Spdx3.write(shuffled, "1")).isEqualTo(Spdx3.write(WHOLE, "1"));
    assertThat(CycloneDx.write(shuffled, "1")).isEqualTo(CycloneDx.write(WHOLE, "1"));
    assertThat(json(CycloneDx.write(other, "1")).string("serialNumber"))
        .isNotEqualTo(json(CycloneDx.write(WHOLE, "1")).string("serialNumber"));
  }

  @ParameterizedTest
  @CsvSource({
    "MIT,true",
    "GPL-2.0-only AND (MIT OR BSD-3-Clause),true",
    "GPL-2.0-or-later WITH Classpath-exception-2.0,true",
    "(MIT),true",
    "GPLv2+,false",
    "MIT AND,false",
    "MIT MIT,false",
    "(MIT,false",
    "MIT WITH MIT,false",
    "MIT OR (BSD-3-Clause)),false",
    "custom:odd,false"
  })
  void license_isAnExpression_onlyByTheGrammar(String text, boolean expected) {
    assertThat(Licenses.isExpression(text)).isEqualTo(expected);
  }

  @Test
  void uuid_isTheOneOfTheRfc() {
    assertThat(
            Names.v5(
                UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
                "www.example.com".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  }
}
