package dev.plimsoll.report;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.RuleNotes;
import dev.plimsoll.policy.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of one SARIF run and the taxonomies that their controls stand in. Two policies may have
 * a rule of the same id; then both are listed and a result's {@code ruleIndex} tells which is meant
 * (§3.52.5).
 */
final class SarifRules {
  /** SARIF has no severity in numbers; this scale is what GitHub reads. */
  private static final Map<Severity, String> SECURITY_SEVERITY =
      Map.of(
          Severity.CRITICAL, "9.5",
          Severity.HIGH, "8.0",
          Severity.MEDIUM, "5.5",
          Severity.LOW, "3.0",
          Severity.INFO, "0.0");

  private record RuleKey(String policy, String id) {}

  private final Map<RuleKey, Integer> indexes = new LinkedHashMap<>();
  private final List<JsonValue> descriptors = new ArrayList<>();
  private final Map<Controls.Framework, List<String>> taxonomies = new LinkedHashMap<>();

  private SarifRules() {}

  static SarifRules of(List<Finding> findings) {
    SarifRules rules = new SarifRules();
    for (ControlRef c : Controls.group(findings).keySet()) {
      rules.taxonomies.computeIfAbsent(Controls.framework(c), k -> new ArrayList<>()).add(c.id());
    }
    for (Finding f : findings) {
      RuleKey key = new RuleKey(f.policy(), f.ruleId());
      if (!rules.indexes.containsKey(key)) {
        rules.indexes.put(key, rules.indexes.size());
        rules.descriptors.add(rules.descriptor(f));
      }
    }
    return rules;
  }

  /** Critical and high are errors, medium a warning, low and info notes. */
  static String level(Severity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFO -> "note";
    };
  }

  List<JsonValue> descriptors() {
    return descriptors;
  }

  int indexOf(Finding f) {
    Integer index = indexes.get(new RuleKey(f.policy(), f.ruleId()));
    if (index == null) {
      throw new IllegalArgumentException("no rule " + f.ruleId() + " in this run");
    }
    return index;
  }

  private JsonObject descriptor(Finding f) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("id", f.ruleId())
            .put("shortDescription", SarifReport.text(f.title()))
            .put(
                "defaultConfiguration",
                JsonObject.builder().put("level", level(f.severity())).build());
    if (!f.notes().rationale().isEmpty()) {
      json.put("fullDescription", SarifReport.text(f.notes().rationale()));
    }
    if (!f.remediation().isBlank()) {
      json.put("help", SarifReport.text(f.remediation()));
    }
    Set<JsonValue> relationships = new LinkedHashSet<>();
    Set<String> tags = new LinkedHashSet<>(List.of("security", f.policy()));
    for (ControlRef c : f.controls()) {
      tags.add(Controls.label(c));
      relationships.add(
          JsonObject.builder()
              .put("target", taxon(c))
              .put("kinds", JsonValue.JsonArray.ofStrings(List.of("relevant")))
              .build());
    }
    if (!relationships.isEmpty()) {
      json.put("relationships", List.copyOf(relationships));
    }
    JsonObject.Builder properties =
        JsonObject.builder()
            .putStrings("tags", List.copyOf(tags))
            .put("security-severity", SECURITY_SEVERITY.getOrDefault(f.severity(), "0.0"))
            .put("severity", f.severity().wire())
            .put("policy", f.policy());
    notes(properties, f.notes());
    return json.put("properties", properties.build()).build();
  }

  private static void notes(JsonObject.Builder properties, RuleNotes notes) {
    notes.reason().ifPresent(r -> properties.put("reason", r.wire()));
    if (!notes.perf().isEmpty()) {
      properties.put("perf", notes.perf());
    }
    if (!notes.breaks().isEmpty()) {
      properties.put("breaks", notes.breaks());
    }
    if (!notes.sources().isEmpty()) {
      properties.putStrings("sources", notes.sources());
    }
  }

  /** A reference to a control, with the taxonomy that it stands in. */
  JsonObject taxon(ControlRef control) {
    Controls.Framework framework = Controls.framework(control);
    List<String> ids = taxonomies.getOrDefault(framework, List.of());
    return JsonObject.builder()
        .put("id", control.id())
        .put("index", ids.indexOf(control.id()))
        .put("toolComponent", reference(framework))
        .build();
  }

  private JsonObject reference(Controls.Framework framework) {
    return JsonObject.builder()
        .put("name", framework.label())
        .put("index", List.copyOf(taxonomies.keySet()).indexOf(framework))
        .build();
  }

  List<JsonValue> taxonomyReferences() {
    List<JsonValue> references = new ArrayList<>();
    taxonomies.keySet().forEach(f -> references.add(reference(f)));
    return references;
  }

  List<JsonValue> taxonomies() {
    List<JsonValue> components = new ArrayList<>();
    taxonomies.forEach(
        (framework, ids) -> {
          List<JsonValue> taxa = new ArrayList<>();
          ids.forEach(id -> taxa.add(JsonObject.builder().put("id", id).build()));
          JsonObject.Builder json = JsonObject.builder().put("name", framework.label());
          if (!framework.version().isEmpty()) {
            json.put("version", framework.version());
          }
          components.add(json.put("taxa", taxa).put("isComprehensive", false).build());
        });
    return components;
  }
}
