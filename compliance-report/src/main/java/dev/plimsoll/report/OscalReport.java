package dev.plimsoll.report;

import static dev.plimsoll.report.OscalText.markup;
import static dev.plimsoll.report.OscalText.prop;
import static dev.plimsoll.report.OscalText.putSome;
import static dev.plimsoll.report.OscalText.string;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.PolicyRef;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * OSCAL 1.1.2 assessment-results: one result for the run. Every finding of a policy is an
 * observation; every control that rules name, and every rule that names none, is an OSCAL finding
 * whose target is satisfied or not; whatever did not pass is a risk, a waived one with status
 * {@code deviation-approved}. Ids are version 5 UUIDs below the run's id.
 */
final class OscalReport {
  private final RunEvidence evidence;

  private OscalReport(RunEvidence evidence) {
    this.evidence = evidence;
  }

  static Bytes render(RunEvidence evidence) {
    return new OscalReport(evidence).document();
  }

  private Bytes document() {
    JsonObject.Builder results =
        JsonObject.builder()
            .put("uuid", id("assessment-results"))
            .put("metadata", metadata())
            .put("import-ap", importPlan())
            .put("results", List.of(result()));
    putBackMatter(results);
    return JsonWriter.pretty(
        JsonObject.builder().put("assessment-results", results.build()).build());
  }

  private String id(String... parts) {
    return Uuids.v5(evidence.run(), parts).toString();
  }

  private JsonObject metadata() {
    return JsonObject.builder()
        .put("title", "Assessment of image " + markup(evidence.image().name()))
        .put("last-modified", evidence.finishedAt().toString())
        .put("version", evidence.run().toString())
        .put("oscal-version", "1.1.2")
        .put(
            "props",
            List.of(
                prop("tool", "Plimsoll " + evidence.toolVersion()),
                prop("run", evidence.run().toString())))
        .build();
  }

  /** There is no assessment plan in OSCAL: the policies are the plan, named in the back matter. */
  private JsonObject importPlan() {
    String remarks = "The policies that were evaluated, listed in the back matter, are the plan.";
    List<PolicyRef> policies = evidence.policies();
    return JsonObject.builder()
        .put("href", policies.isEmpty() ? "#" + id("plan") : "#" + policyId(policies.getFirst()))
        .put("remarks", policies.isEmpty() ? "No policy was evaluated in this run." : remarks)
        .build();
  }

  private JsonObject result() {
    OscalFindings findings = new OscalFindings(evidence, imageComponent());
    JsonObject.Builder json =
        JsonObject.builder()
            .put("uuid", id("result"))
            .put("title", "Run " + evidence.run())
            .put("description", description())
            .put("start", evidence.startedAt().toString())
            .put("end", evidence.finishedAt().toString());
    putSome(json, "props", resultProps());
    json.put("local-definitions", localDefinitions())
        .put("reviewed-controls", findings.reviewedControls());
    List<JsonValue> log = log();
    if (!log.isEmpty()) {
      json.put("assessment-log", JsonObject.builder().put("entries", log).build());
    }
    putSome(json, "observations", findings.observations());
    putSome(json, "risks", findings.risks());
    putSome(json, "findings", findings.findings());
    return json.build();
  }

  private String description() {
    return "Plimsoll built, audited and judged the image; the run was "
        + evidence.outcome().wire()
        + (evidence.reason().isEmpty() ? "." : ": " + markup(evidence.reason()));
  }

  private List<JsonValue> resultProps() {
    List<JsonValue> props = new ArrayList<>();
    props.add(prop("outcome", evidence.outcome().wire()));
    evidence.decision().ifPresent(d -> props.add(prop("verdict", d.wire())));
    evidence.image().digest().ifPresent(d -> props.add(prop("image-digest", d.toString())));
    props.add(prop("event-log-head", evidence.chain().digest().toString()));
    props.add(prop("event-log-count", Long.toString(evidence.chain().count())));
    evidence.notAssessed().forEach(s -> props.add(prop("not-assessed", s)));
    return props;
  }

  private UUID imageComponent() {
    return Uuids.v5(evidence.run(), "component", "image");
  }

  private JsonObject localDefinitions() {
    List<JsonValue> props = new ArrayList<>();
    evidence.image().digest().ifPresent(d -> props.add(prop("digest", d.toString())));
    for (AuditReport audit : evidence.audits()) {
      props.add(prop("subject", audit.subject()));
    }
    JsonObject.Builder image =
        JsonObject.builder()
            .put("uuid", imageComponent().toString())
            .put("type", "software")
            .put("title", markup(evidence.image().name()))
            .put("description", "The image of this run.");
    putSome(image, "props", props);
    image.put(
        "status",
        JsonObject.builder()
            .put(
                "state",
                switch (evidence.outcome()) {
                  case PUBLISHED -> "operational";
                  case REJECTED, FAILED, CANCELLED -> "other";
                })
            .build());
    return JsonObject.builder().put("components", List.of(image.build())).build();
  }

  private List<JsonValue> log() {
    List<JsonValue> entries = new ArrayList<>();
    for (RunEvidence.Step step : evidence.steps()) {
      JsonObject.Builder json =
          JsonObject.builder()
              .put("uuid", id("step", step.name(), Integer.toString(entries.size())))
              .put("title", markup(step.name()))
              .put("start", step.startedAt().toString())
              .put("end", step.finishedAt().toString());
      List<JsonValue> props = new ArrayList<>();
      step.evidence().forEach(d -> props.add(prop("evidence", d.toString())));
      putSome(json, "props", props);
      entries.add(json.build());
    }
    for (RunEvidence.BootRow row : evidence.bootVerdicts()) {
      entries.add(bootEntry(row, entries.size()));
    }
    return entries;
  }

  private JsonObject bootEntry(RunEvidence.BootRow row, int index) {
    List<JsonValue> props = new ArrayList<>();
    props.add(prop("host", row.host()));
    props.add(prop("boot-verdict", row.decision().wire()));
    props.add(prop("image-digest", row.image().toString()));
    props.add(prop("count", Long.toString(row.count())));
    row.reasons().forEach(r -> props.add(prop("reason", r)));
    return JsonObject.builder()
        .put("uuid", id("boot", Integer.toString(index)))
        .put("title", "Boot verdict " + row.decision().wire() + " for " + markup(row.host()))
        .put("start", row.time().toString())
        .put("props", props)
        .build();
  }

  private String policyId(PolicyRef p) {
    return id("policy", p.name(), p.version(), p.digest().hex());
  }

  private void putBackMatter(JsonObject.Builder results) {
    List<JsonValue> resources = new ArrayList<>();
    for (PolicyRef p : evidence.policies()) {
      resources.add(
          resource(
              policyId(p),
              "Policy " + p.name() + " " + p.version(),
              p.digest(),
              List.of(prop("mode", p.mode().wire()))));
    }
    for (RunEvidence.Signature s : evidence.signatures()) {
      String about = s.kind().wire() + " signature of " + s.title();
      resources.add(
          resource(
              id("bundle", s.bundle().hex(), s.subject().hex(), s.kind().wire()),
              about,
              s.bundle(),
              List.of(prop("subject", s.subject().toString()), prop("key", s.keyId()))));
    }
    if (evidence.policies().isEmpty()) {
      resources.add(
          JsonObject.builder()
              .put("uuid", id("plan"))
              .put("title", "No policy was evaluated")
              .build());
    }
    results.put("back-matter", JsonObject.builder().put("resources", resources).build());
  }

  private static JsonObject resource(
      String uuid, String title, Digest digest, List<JsonValue> props) {
    return JsonObject.builder()
        .put("uuid", uuid)
        .put("title", markup(title))
        .put("props", props)
        .put(
            "rlinks",
            List.of(
                JsonObject.builder()
                    .put("href", "/v1/blobs/" + digest)
                    .put(
                        "hashes",
                        List.of(
                            JsonObject.builder()
                                .put("algorithm", "SHA-256")
                                .put("value", string(digest.hex()))
                                .build()))
                    .build()))
        .build();
  }
}
