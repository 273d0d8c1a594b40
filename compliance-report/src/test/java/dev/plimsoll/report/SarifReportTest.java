package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Reason;
import dev.plimsoll.policy.RuleNotes;
import dev.plimsoll.policy.RuleOrigin;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.report.RunEvidence.Image;
import dev.plimsoll.report.testing.SampleEvidence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SarifReportTest {
  private static JsonNode run(RunEvidence evidence) throws IOException {
    return new ObjectMapper().readTree(SarifReport.render(evidence).toArray()).get("runs").get(0);
  }

  private static JsonNode result(JsonNode run, String rule) {
    for (JsonNode r : run.get("results")) {
      if (r.get("ruleId").asText().equals(rule)) {
        return r;
      }
    }
    throw new AssertionError("no result of " + rule);
  }

  @Test
  void isValid_whenPublished() throws IOException {
    assertThat(Schemas.sarifErrors(SarifReport.render(SampleEvidence.published()))).isEmpty();
  }

  @Test
  void isValid_whenRejected() throws IOException {
    assertThat(Schemas.sarifErrors(SarifReport.render(SampleEvidence.rejected()))).isEmpty();
  }

  @Test
  void isValid_withoutFindings() throws IOException {
    assertThat(Schemas.sarifErrors(SarifReport.render(SampleEvidence.failed()))).isEmpty();
    assertThat(run(SampleEvidence.failed()).get("results")).isEmpty();
  }

  @Test
  void schemaCheckFails_whenADocumentIsPlantedInvalid() throws IOException {
    String good = SarifReport.render(SampleEvidence.published()).utf8();
    assertThat(Schemas.sarifErrors(Bytes.ofUtf8(good.replace("notApplicable", "notRelevant"))))
        .isNotEmpty();
  }

  /** The outcome table: status and severity to kind and level. */
  @ParameterizedTest
  @CsvSource({
    "PLB-001,pass,none",
    "PLH-018,fail,error",
    "PLH-021,fail,warning",
    "PLH-030,fail,note",
    "PLH-031,pass,none",
    "PLH-040,open,none",
    "PLH-041,fail,error",
    "PLH-050,notApplicable,none",
  })
  void kindAndLevelFollow_statusAndSeverity(String rule, String kind, String level)
      throws IOException {
    JsonNode result = result(run(SampleEvidence.published()), rule);
    assertThat(result.get("kind").asText()).isEqualTo(kind);
    assertThat(result.get("level").asText()).isEqualTo(level);
  }

  @Test
  void onlyWaivedResults_areSuppressed() throws IOException {
    List<String> suppressed = new ArrayList<>();
    for (JsonNode r : run(SampleEvidence.published()).get("results")) {
      if (r.has("suppressions")) {
        suppressed.add(r.get("ruleId").asText());
        assertThat(r.get("suppressions").get(0).get("status").asText()).isEqualTo("accepted");
      }
    }
    assertThat(suppressed).containsExactly("PLH-041");
  }

  @Test
  void locationNamesFileAndLine_whereTheOptionStands() throws IOException {
    JsonNode physical =
        result(run(SampleEvidence.rejected()), "PLB-002")
            .get("locations")
            .get(0)
            .get("physicalLocation");
    assertThat(physical.get("artifactLocation").get("uri").asText()).isEqualTo("image.yml");
    assertThat(physical.get("region").get("startLine").asInt()).isEqualTo(3);
    assertThat(physical.get("region").get("startColumn").asInt()).isEqualTo(12);
  }

  @Test
  void absentOptions_haveALogicalLocationOnly() throws IOException {
    JsonNode location = result(run(SampleEvidence.published()), "PLH-021").get("locations").get(0);
    assertThat(location.has("physicalLocation")).isFalse();
    assertThat(location.get("logicalLocations").get(0).get("fullyQualifiedName").asText())
        .isEqualTo("kconfig/CONFIG_GCC_PLUGIN_STACKLEAK");
  }

  @Test
  void ruleAndTaxonIndexes_pointAtWhatTheyName() throws IOException {
    JsonNode run = run(SampleEvidence.published());
    JsonNode rules = run.get("tool").get("driver").get("rules");
    for (JsonNode r : run.get("results")) {
      assertThat(rules.get(r.get("ruleIndex").asInt()).get("id")).isEqualTo(r.get("ruleId"));
      for (JsonNode t : r.path("taxa")) {
        JsonNode taxonomy = run.get("taxonomies").get(t.get("toolComponent").get("index").asInt());
        assertThat(taxonomy.get("taxa").get(t.get("index").asInt()).get("id"))
            .isEqualTo(t.get("id"));
      }
    }
  }

  @Test
  void fingerprintStays_whenTheLineMoves() throws IOException {
    Finding f = SampleEvidence.findings().get(3);
    Finding moved =
        new Finding(
            f.ruleId(),
            f.policy(),
            f.title(),
            f.severity(),
            f.status(),
            f.result(),
            f.surface(),
            f.option(),
            f.observed(),
            f.wanted(),
            "elsewhere:1",
            f.message(),
            f.remediation(),
            f.controls());
    assertThat(fingerprint(moved)).isEqualTo(fingerprint(f));
    assertThat(fingerprint(SampleEvidence.findings().get(4))).isNotEqualTo(fingerprint(f));
  }

  @Test
  void notesOfTheRule_andWhatItOverrode_areShown() throws IOException {
    Finding f = SampleEvidence.findings().get(3);
    RuleNotes notes =
        new RuleNotes(
            Optional.of(Reason.SELF_PROTECTION),
            "because of this",
            "a cycle",
            "old programs",
            List.of("a paper"),
            List.of(),
            new RuleOrigin(
                "kspp",
                Optional.empty(),
                List.of(new RuleOrigin.Overridden("clipos", "x", "unset")),
                List.of(),
                List.of()));
    Finding noted =
        new Finding(
            f.ruleId(),
            f.policy(),
            f.title(),
            f.severity(),
            f.status(),
            f.result(),
            f.surface(),
            f.option(),
            f.observed(),
            f.wanted(),
            f.where(),
            f.message(),
            f.remediation(),
            f.controls(),
            notes);
    RunEvidence evidence =
        RunEvidence.builder(SampleEvidence.RUN, "1", new Image("x", Optional.empty()))
            .audit(SampleEvidence.audit(Verdict.Decision.ALLOW, List.of(noted)))
            .build();

    JsonNode run = run(evidence);
    JsonNode rule = run.get("tool").get("driver").get("rules").get(0);
    JsonNode result = run.get("results").get(0).get("properties");

    assertThat(rule.get("fullDescription").get("text").asText()).isEqualTo("because of this");
    assertThat(rule.get("properties").get("perf").asText()).isEqualTo("a cycle");
    assertThat(rule.get("properties").get("breaks").asText()).isEqualTo("old programs");
    assertThat(result.get("decidedBy").asText()).isEqualTo("kspp/" + f.ruleId());
    assertThat(result.get("overridden").get(0).asText()).isEqualTo("clipos/x wanted unset");
    assertThat(Schemas.sarifErrors(SarifReport.render(evidence))).isEmpty();
  }

  private static JsonNode fingerprint(Finding f) throws IOException {
    RunEvidence evidence =
        RunEvidence.builder(SampleEvidence.RUN, "1", new Image("x", Optional.empty()))
            .audit(SampleEvidence.audit(Verdict.Decision.ALLOW, List.of(f)))
            .build();
    return run(evidence).get("results").get(0).get("partialFingerprints");
  }

  @Test
  void twoPoliciesWithTheSameRuleId_haveARuleEach() throws IOException {
    Finding f = SampleEvidence.findings().get(3);
    Finding twin =
        new Finding(
            f.ruleId(),
            "baseline",
            "another title",
            f.severity(),
            f.status(),
            f.result(),
            f.surface(),
            f.option(),
            f.observed(),
            f.wanted(),
            f.where(),
            f.message(),
            f.remediation(),
            f.controls());
    RunEvidence evidence =
        RunEvidence.builder(SampleEvidence.RUN, "1", new Image("x", Optional.empty()))
            .audit(SampleEvidence.audit(Verdict.Decision.ALLOW, List.of(f, twin)))
            .build();
    JsonNode run = run(evidence);
    assertThat(run.get("tool").get("driver").get("rules")).hasSize(2);
    assertThat(run.get("results").get(0).get("ruleIndex"))
        .isNotEqualTo(run.get("results").get(1).get("ruleIndex"));
    assertThat(Schemas.sarifErrors(SarifReport.render(evidence))).isEmpty();
  }
}
