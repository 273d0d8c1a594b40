package dev.plimsoll.report;

import static dev.plimsoll.report.OscalText.controlId;
import static dev.plimsoll.report.OscalText.markup;
import static dev.plimsoll.report.OscalText.prop;
import static dev.plimsoll.report.OscalText.putSome;
import static dev.plimsoll.report.OscalText.token;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Observations, risks, findings and reviewed controls of an OSCAL result. */
final class OscalFindings {
  private final RunEvidence evidence;
  private final UUID image;
  private final List<Finding> all;

  /** Position of each finding in the evidence: equal findings stay apart. */
  private final Map<Finding, Integer> positions = new IdentityHashMap<>();

  OscalFindings(RunEvidence evidence, UUID image) {
    this.evidence = evidence;
    this.image = image;
    this.all = evidence.findings();
    for (int i = 0; i < all.size(); i++) {
      positions.put(all.get(i), i);
    }
  }

  private String id(String kind, Finding f) {
    String position = Integer.toString(positions.getOrDefault(f, -1));
    return Uuids.v5(evidence.run(), kind, f.policy(), f.ruleId(), f.option(), position).toString();
  }

  JsonObject reviewedControls() {
    Map<Controls.Framework, List<JsonValue>> selections = new LinkedHashMap<>();
    assessed()
        .forEach(
            (control, findings) ->
                selections
                    .computeIfAbsent(Controls.framework(control), k -> new ArrayList<>())
                    .add(
                        JsonObject.builder()
                            .put("control-id", controlId(control.framework(), control.id()))
                            .build()));
    List<JsonValue> json = new ArrayList<>();
    selections.forEach(
        (framework, controls) ->
            json.add(
                JsonObject.builder()
                    .put("description", "Controls of " + markup(framework.label()))
                    .put("props", List.of(prop("framework", framework.label())))
                    .put("include-controls", controls)
                    .build()));
    List<String> own = List.copyOf(rulesWithoutControl().keySet());
    if (!own.isEmpty()) {
      json.add(selection("Rules that name no control, under their own ids.", own));
    }
    if (json.isEmpty()) {
      json.add(selection("Nothing was reviewed: no rule was evaluated.", List.of("none")));
    }
    return JsonObject.builder().put("control-selections", json).build();
  }

  /** A selection needs at least one id (OSCAL 1.1.2 schema), even when there is none to name. */
  private static JsonObject selection(String description, List<String> ids) {
    return JsonObject.builder()
        .put("description", description)
        .put(
            "include-controls",
            ids.stream().map(i -> JsonObject.builder().put("control-id", i).build()).toList())
        .build();
  }

  /** Controls that at least one rule says something of. */
  private Map<ControlRef, List<Finding>> assessed() {
    Map<ControlRef, List<Finding>> groups = new LinkedHashMap<>(Controls.group(all));
    groups.values().removeIf(g -> Controls.Standing.of(g) == Controls.Standing.NOT_ASSESSED);
    return groups;
  }

  /** By an id of their own, {@code policy_rule}. */
  private Map<String, List<Finding>> rulesWithoutControl() {
    Map<String, List<Finding>> rules = new LinkedHashMap<>();
    for (Finding f : all) {
      if (f.controls().isEmpty() && f.result() != Result.SKIP) {
        rules
            .computeIfAbsent(token(f.policy()) + "_" + token(f.ruleId()), k -> new ArrayList<>())
            .add(f);
      }
    }
    return rules;
  }

  List<JsonValue> observations() {
    return new ArrayList<>(all.stream().map(this::observation).toList());
  }

  private JsonObject observation(Finding f) {
    List<JsonValue> props = new ArrayList<>();
    props.add(prop("policy", f.policy()));
    props.add(prop("rule", f.ruleId()));
    props.add(prop("severity", f.severity().wire()));
    props.add(prop("status", f.status().name()));
    props.add(prop("result", f.result().wire()));
    props.add(prop("surface", f.surface()));
    if (!f.option().isBlank()) {
      props.add(prop("option", f.option()));
    }
    props.add(prop("observed", f.observed().isBlank() ? "absent" : f.observed()));
    props.add(prop("wanted", f.wanted()));
    JsonObject subject =
        JsonObject.builder().put("subject-uuid", image.toString()).put("type", "component").build();
    JsonObject seen =
        JsonObject.builder()
            .put("description", markup("Seen at " + f.where() + ": " + f.message()))
            .build();
    return JsonObject.builder()
        .put("uuid", id("observation", f))
        .put("title", markup(f.ruleId() + " " + f.title()))
        .put("description", markup(f.message().isBlank() ? f.title() : f.message()))
        .put("props", props)
        .put("methods", JsonArray.ofStrings(List.of("TEST")))
        .put("types", JsonArray.ofStrings(List.of("finding")))
        .put("subjects", List.of(subject))
        .put("relevant-evidence", List.of(seen))
        .put("collected", evidence.finishedAt().toString())
        .build();
  }

  private static List<Finding> unmet(Collection<Finding> findings) {
    return findings.stream()
        .filter(f -> f.result() != Result.PASS && f.result() != Result.SKIP)
        .toList();
  }

  List<JsonValue> risks() {
    List<JsonValue> risks = new ArrayList<>();
    for (Finding f : unmet(all)) {
      JsonObject.Builder json =
          JsonObject.builder()
              .put("uuid", id("risk", f))
              .put("title", markup(f.title()))
              .put("description", markup(f.message().isBlank() ? f.title() : f.message()))
              .put(
                  "statement",
                  markup(
                      "Observed "
                          + (f.observed().isBlank() ? "absent" : f.observed())
                          + " for "
                          + f.option()
                          + ", wanted "
                          + f.wanted()))
              .put("props", List.of(prop("severity", f.severity().wire())))
              .put("status", f.result() == Result.WAIVED ? "deviation-approved" : "open");
      if (!f.remediation().isBlank()) {
        json.put("remediations", List.of(remediation(f)));
      }
      risks.add(
          json.put(
                  "related-observations",
                  List.of(
                      JsonObject.builder().put("observation-uuid", id("observation", f)).build()))
              .build());
    }
    return risks;
  }

  private JsonObject remediation(Finding f) {
    return JsonObject.builder()
        .put("uuid", id("remediation", f))
        .put("lifecycle", "recommendation")
        .put("title", markup("Fix " + f.ruleId()))
        .put("description", markup(f.remediation()))
        .build();
  }

  List<JsonValue> findings() {
    List<JsonValue> json = new ArrayList<>();
    assessed().forEach((control, findings) -> json.add(ofControl(control, findings)));
    rulesWithoutControl().forEach((target, findings) -> json.add(ofRule(target, findings)));
    return json;
  }

  private JsonObject ofControl(ControlRef control, List<Finding> findings) {
    String target = controlId(control.framework(), control.id()) + "_smt";
    List<JsonValue> props =
        List.of(
            prop("framework", Controls.framework(control).label()), prop("control", control.id()));
    return finding(
        Uuids.v5(evidence.run(), "control", Controls.label(control)),
        Controls.label(control),
        props,
        target(target, "statement-id", findings),
        findings);
  }

  private JsonObject ofRule(String target, List<Finding> findings) {
    Finding first = findings.getFirst();
    return finding(
        Uuids.v5(evidence.run(), "rule", first.policy(), first.ruleId()),
        first.ruleId() + " " + first.title(),
        List.of(prop("policy", first.policy()), prop("rule", first.ruleId())),
        target(target, "objective-id", findings),
        findings);
  }

  private static JsonObject target(String id, String type, List<Finding> findings) {
    boolean satisfied = Controls.Standing.of(findings) == Controls.Standing.SATISFIED;
    boolean failed =
        findings.stream().anyMatch(f -> f.result() == Result.FAIL || f.result() == Result.WARN);
    JsonObject status =
        JsonObject.builder()
            .put("state", satisfied ? "satisfied" : "not-satisfied")
            .put("reason", satisfied ? "pass" : failed ? "fail" : "other")
            .build();
    return JsonObject.builder()
        .put("type", type)
        .put("target-id", id)
        .put("status", status)
        .build();
  }

  private JsonObject finding(
      UUID uuid, String title, List<JsonValue> props, JsonObject target, List<Finding> findings) {
    List<Finding> unmet = unmet(findings);
    JsonObject.Builder json =
        JsonObject.builder()
            .put("uuid", uuid.toString())
            .put("title", markup(title))
            .put(
                "description",
                unmet.size()
                    + " of "
                    + findings.stream().filter(f -> f.result() != Result.SKIP).count()
                    + " rules that bear on it did not pass.")
            .put("props", props)
            .put("target", target);
    List<JsonValue> observations = new ArrayList<>();
    findings.forEach(
        f ->
            observations.add(
                JsonObject.builder().put("observation-uuid", id("observation", f)).build()));
    json.put("related-observations", observations);
    List<JsonValue> risks = new ArrayList<>();
    unmet.forEach(f -> risks.add(JsonObject.builder().put("risk-uuid", id("risk", f)).build()));
    putSome(json, "related-risks", risks);
    return json.build();
  }
}
