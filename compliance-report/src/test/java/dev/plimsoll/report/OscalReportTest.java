package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.report.testing.SampleEvidence;
import gov.nist.secauto.metaschema.binding.io.DeserializationFeature;
import gov.nist.secauto.metaschema.binding.io.IBoundLoader;
import gov.nist.secauto.oscal.lib.OscalBindingContext;
import gov.nist.secauto.oscal.lib.model.AssessmentResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OscalReportTest {
  private static JsonObject result(RunEvidence evidence) throws FormatException {
    JsonObject document =
        JsonReader.within(JsonLimits.DOCUMENT)
            .parse("oscal", OscalReport.render(evidence))
            .asObject("oscal");
    return document.object("assessment-results").array("results").getFirst().asObject("result");
  }

  private static Map<String, String> states(RunEvidence evidence) throws FormatException {
    Map<String, String> states = new LinkedHashMap<>();
    for (JsonValue f : result(evidence).arrayOrEmpty("findings")) {
      JsonObject target = f.asObject("finding").object("target");
      states.put(target.string("target-id"), target.object("status").string("state"));
    }
    return states;
  }

  @Test
  void isValid_whenPublished() throws IOException {
    assertThat(Schemas.oscalErrors(OscalReport.render(SampleEvidence.published()))).isEmpty();
  }

  @Test
  void isValid_whenRejected() throws IOException {
    assertThat(Schemas.oscalErrors(OscalReport.render(SampleEvidence.rejected()))).isEmpty();
  }

  @Test
  void isValid_withoutFindings() throws IOException {
    assertThat(Schemas.oscalErrors(OscalReport.render(SampleEvidence.failed()))).isEmpty();
  }

  @Test
  void schemaCheckFails_whenADocumentIsPlantedInvalid() throws IOException {
    String good = OscalReport.render(SampleEvidence.published()).utf8();
    assertThat(Schemas.oscalErrors(Bytes.ofUtf8(good.replace("\"not-satisfied\"", "\"maybe\""))))
        .isNotEmpty();
    assertThat(
            Schemas.oscalErrors(
                Bytes.ofUtf8(
                    good.replaceFirst(
                        "\"uuid\": \"[^\"]+\"", "\"uuid\": \"" + SampleEvidence.RUN + "\""))))
        .as("a version 7 UUID")
        .isNotEmpty();
  }

  @Test
  void loadsInNistsOwnLibrary_whenPublished(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("ar.json");
    Files.write(file, OscalReport.render(SampleEvidence.published()).toArray());
    IBoundLoader loader = OscalBindingContext.instance().newBoundLoader();
    // its constraint wants 32 hex digits of a SHA-256, and logs an error for each digest
    loader.disableFeature(DeserializationFeature.DESERIALIZE_VALIDATE_CONSTRAINTS);
    AssessmentResults loaded = loader.load(AssessmentResults.class, file);
    assertThat(loaded.getResults()).hasSize(1);
    assertThat(loaded.getResults().getFirst().getObservations())
        .hasSize(SampleEvidence.findings().size());
  }

  @Test
  void targetsAreSatisfied_onlyWhereEveryRulePassed() throws FormatException {
    assertThat(states(SampleEvidence.published()))
        .containsEntry("si-16_smt", "not-satisfied")
        .containsEntry("si-7.15_smt", "not-satisfied")
        .containsEntry("cm-6.1_smt", "not-satisfied")
        .containsEntry("anssi-bp-028_r15_smt", "satisfied")
        .doesNotContainKey("anssi-bp-028_r23_smt");
  }

  @Test
  void rulesWithoutControl_haveATargetOfTheirOwn() throws FormatException {
    assertThat(states(SampleEvidence.published()))
        .containsEntry("kernel-hardening_PLH-030", "not-satisfied");
  }

  @Test
  void waivedFindings_areApprovedDeviations() throws FormatException {
    List<String> approved = new ArrayList<>();
    for (JsonValue r : result(SampleEvidence.published()).array("risks")) {
      JsonObject risk = r.asObject("risk");
      if (risk.string("status").equals("deviation-approved")) {
        approved.add(risk.string("title"));
      }
    }
    assertThat(approved).containsExactly("No kexec of unsigned kernels");
  }

  @Test
  void everyReference_pointsAtSomethingInTheDocument() throws FormatException {
    JsonObject result = result(SampleEvidence.published());
    Set<String> defined = new HashSet<>();
    for (String list : List.of("observations", "risks")) {
      for (JsonValue o : result.array(list)) {
        defined.add(o.asObject(list).string("uuid"));
      }
    }
    for (JsonValue f : result.array("findings")) {
      for (JsonValue o : f.asObject("f").array("related-observations")) {
        assertThat(defined).contains(o.asObject("o").string("observation-uuid"));
      }
      for (JsonValue o : f.asObject("f").arrayOrEmpty("related-risks")) {
        assertThat(defined).contains(o.asObject("o").string("risk-uuid"));
      }
    }
  }

  @Test
  void idsAreUnique_throughTheDocument() {
    String text = OscalReport.render(SampleEvidence.published()).utf8();
    List<String> uuids =
        java.util.regex.Pattern.compile("\"uuid\": \"([^\"]+)\"")
            .matcher(text)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(uuids).doesNotHaveDuplicates().hasSizeGreaterThan(30);
  }
}
