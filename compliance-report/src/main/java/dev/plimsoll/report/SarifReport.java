package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.RuleOrigin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * SARIF 2.1.0, one run an audit report; without an audit one run without results. Kinds follow the
 * outcome vocabulary: pass, fail, notApplicable and open, a waived finding being a fail with an
 * accepted external suppression. Only a fail has a level (§3.27.10).
 */
final class SarifReport {
  static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private final RunEvidence evidence;

  private SarifReport(RunEvidence evidence) {
    this.evidence = evidence;
  }

  static Bytes render(RunEvidence evidence) {
    return new SarifReport(evidence).document();
  }

  private Bytes document() {
    List<JsonValue> runs = new ArrayList<>();
    for (AuditReport audit : evidence.audits()) {
      runs.add(run(audit.subject(), audit.verdict().findings(), audit.verdict().policies()));
    }
    if (runs.isEmpty()) {
      runs.add(run(evidence.image().name(), List.of(), List.of()));
    }
    return JsonWriter.pretty(
        JsonObject.builder()
            .put("$schema", SCHEMA)
            .put("version", "2.1.0")
            .put("runs", runs)
            .build());
  }

  private JsonObject run(String subject, List<Finding> findings, List<PolicyRef> policies) {
    SarifRules rules = SarifRules.of(findings);
    List<JsonValue> results = new ArrayList<>();
    for (Finding f : findings.stream().sorted(Order.WORST_FIRST).toList()) {
      results.add(result(f, rules));
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("tool", JsonObject.builder().put("driver", driver(rules)).build())
            .put("automationDetails", automation(subject))
            .put("invocations", List.of(invocation()))
            .put("columnKind", "unicodeCodePoints");
    if (!rules.taxonomies().isEmpty()) {
      json.put("taxonomies", rules.taxonomies());
    }
    return json.put("results", results).put("properties", properties(subject, policies)).build();
  }

  private JsonObject driver(SarifRules rules) {
    JsonObject.Builder driver =
        JsonObject.builder()
            .put("name", "Plimsoll")
            .put("version", evidence.toolVersion())
            .put("rules", rules.descriptors());
    if (!rules.taxonomies().isEmpty()) {
      driver.put("supportedTaxonomies", rules.taxonomyReferences());
    }
    return driver.build();
  }

  private JsonObject automation(String subject) {
    return JsonObject.builder()
        .put("id", "plimsoll/" + evidence.image().name() + "/" + evidence.run())
        .put("guid", Uuids.v5(evidence.run(), "sarif", subject).toString())
        .build();
  }

  private JsonObject invocation() {
    List<JsonValue> notes = new ArrayList<>();
    for (String surface : evidence.notAssessed()) {
      notes.add(note("not assessed: " + surface + " was not given", "note"));
    }
    if (!evidence.reason().isEmpty()) {
      notes.add(
          note(
              evidence.outcome().wire() + ": " + evidence.reason(),
              evidence.outcome() == RunEvidence.Outcome.PUBLISHED ? "note" : "error"));
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("executionSuccessful", evidence.outcome() != RunEvidence.Outcome.FAILED)
            .put("startTimeUtc", evidence.startedAt().toString())
            .put("endTimeUtc", evidence.finishedAt().toString());
    if (!notes.isEmpty()) {
      json.put("toolExecutionNotifications", notes);
    }
    return json.build();
  }

  private static JsonObject note(String text, String level) {
    return JsonObject.builder().put("level", level).put("message", text(text)).build();
  }

  private JsonObject properties(String subject, List<PolicyRef> policies) {
    List<JsonValue> refs = new ArrayList<>();
    for (PolicyRef p : policies) {
      refs.add(
          JsonObject.builder()
              .put("name", p.name())
              .put("version", p.version())
              .put("digest", p.digest().toString())
              .put("mode", p.mode().wire())
              .build());
    }
    return JsonObject.builder()
        .put("runId", evidence.run().toString())
        .put("subject", subject)
        .putIfPresent("image", evidence.image().digest().map(Object::toString))
        .put("outcome", evidence.outcome().wire())
        .put("policies", refs)
        .put("notAssessed", JsonValue.JsonArray.ofStrings(evidence.notAssessed()))
        .build();
  }

  private JsonObject result(Finding f, SarifRules rules) {
    String kind = kind(f);
    JsonObject.Builder json =
        JsonObject.builder()
            .put("ruleId", f.ruleId())
            .put("ruleIndex", rules.indexOf(f))
            .put("kind", kind)
            .put("level", kind.equals("fail") ? SarifRules.level(f.severity()) : "none")
            .put("message", text(f.message().isBlank() ? f.title() : f.message()))
            .put("locations", List.of(location(f)))
            .put(
                "partialFingerprints",
                JsonObject.builder().put("plimsollFinding/v1", fingerprint(f)).build());
    if (f.result() == Result.WAIVED) {
      json.put(
          "suppressions",
          List.of(
              JsonObject.builder()
                  .put("kind", "external")
                  .put("status", "accepted")
                  .put("justification", f.message())
                  .build()));
    }
    Set<JsonValue> taxa = new LinkedHashSet<>();
    f.controls().forEach(c -> taxa.add(rules.taxon(c)));
    if (!taxa.isEmpty()) {
      json.put("taxa", List.copyOf(taxa));
    }
    return json.put("properties", details(f)).build();
  }

  private static JsonObject details(Finding f) {
    RuleOrigin origin = f.notes().origin();
    JsonObject.Builder json = JsonObject.builder().put("policy", f.policy());
    if (!origin.pack().equals(f.policy())) {
      json.put("pack", origin.pack());
    }
    if (!origin.overridden().isEmpty()) {
      json.put("decidedBy", origin.pack() + "/" + f.ruleId())
          .putStrings(
              "overridden",
              origin.overridden().stream()
                  .map(o -> o.pack() + "/" + o.rule() + " wanted " + o.wanted())
                  .toList());
    }
    return json.put("severity", f.severity().wire())
        .put("status", f.status().name())
        .put("result", f.result().wire())
        .put("surface", f.surface())
        .put("option", f.option())
        .put("observed", f.observed())
        .put("wanted", f.wanted())
        .put("where", f.where())
        .put("remediation", f.remediation())
        .build();
  }

  /** By status; a superseded option is judged by its successor, so by the result. */
  static String kind(Finding f) {
    return switch (f.status()) {
      case PASS -> "pass";
      case FAIL, UNAVAILABLE, BLOCKED, WAIVED -> "fail";
      case NOT_APPLICABLE -> "notApplicable";
      case UNKNOWN -> "open";
      case SUPERSEDED ->
          switch (f.result()) {
            case PASS -> "pass";
            case FAIL, WARN, WAIVED -> "fail";
            case SKIP -> "notApplicable";
            case ERROR -> "open";
          };
    };
  }

  private static JsonObject location(Finding f) {
    JsonObject.Builder json = JsonObject.builder();
    Where.parse(f.where()).ifPresent(w -> json.put("physicalLocation", physical(w)));
    return json.put(
            "logicalLocations",
            List.of(
                JsonObject.builder()
                    .put("name", f.option())
                    .put("fullyQualifiedName", f.surface() + "/" + f.option())
                    .put("kind", "setting")
                    .build()))
        .build();
  }

  private static JsonObject physical(Where w) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("artifactLocation", JsonObject.builder().put("uri", w.uri()).build());
    if (w.line() > 0) {
      JsonObject.Builder region = JsonObject.builder().put("startLine", w.line());
      if (w.column() > 0) {
        region.put("startColumn", w.column());
      }
      json.put("region", region.build());
    }
    return json.build();
  }

  /** The same for the same rule and option in the next build: no line numbers, no digests. */
  private static String fingerprint(Finding f) {
    return Bytes.ofUtf8(String.join("\0", f.policy(), f.ruleId(), f.surface(), f.option()))
        .digest()
        .hex();
  }

  static JsonObject text(String text) {
    return JsonObject.builder().put("text", text).build();
  }
}
