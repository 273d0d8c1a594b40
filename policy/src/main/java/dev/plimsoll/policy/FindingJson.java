package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.RuleOrigin.Change;
import dev.plimsoll.policy.RuleOrigin.Overridden;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON form of a {@link Finding} (docs/policies.md, "Report"). */
final class FindingJson {
  private FindingJson() {}

  static JsonObject of(Finding f) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("rule", f.ruleId())
            .put("policy", f.policy())
            .put("pack", f.notes().origin().pack())
            .put("title", f.title())
            .put("severity", f.severity().wire())
            .put("status", f.status().name())
            .put("result", f.result().wire())
            .put("type", f.surface())
            .put("option", f.option())
            .put("found", f.observed())
            .put("wanted", f.wanted())
            .put("location", f.where())
            .put("explanation", f.message())
            .put("fix", f.remediation());
    putNotes(json, f);
    return json.build();
  }

  /** The last members of {@link #of}: what is alike in every finding of the rule. */
  static JsonObject notesOf(Finding f) {
    JsonObject.Builder json = JsonObject.builder();
    putNotes(json, f);
    return json.build();
  }

  private static void putNotes(JsonObject.Builder json, Finding f) {
    RuleNotes notes = f.notes();
    RuleOrigin origin = notes.origin();
    json.put("reason", notes.reason().map(Reason::wire).orElse(""))
        .putStrings("sources", notes.sources())
        .put("controls", f.controls().stream().map(FindingJson::control).toList());
    text(json, "rationale", notes.rationale());
    text(json, "perf", notes.perf());
    text(json, "breaks", notes.breaks());
    if (!notes.references().isEmpty()) {
      json.putStrings("references", notes.references());
    }
    origin.mode().ifPresent(m -> json.put("mode", m.wire()));
    if (!origin.overridden().isEmpty()) {
      json.put("decidedBy", origin.pack() + "/" + f.ruleId());
      json.put("overridden", origin.overridden().stream().map(FindingJson::overridden).toList());
    }
    if (!origin.changes().isEmpty()) {
      json.put("changes", origin.changes().stream().map(FindingJson::change).toList());
    }
  }

  private static void text(JsonObject.Builder json, String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }

  private static JsonObject overridden(Overridden o) {
    return JsonObject.builder()
        .put("pack", o.pack())
        .put("rule", o.rule())
        .put("wanted", o.wanted())
        .build();
  }

  private static JsonObject change(Change c) {
    return JsonObject.builder()
        .put("pack", c.pack())
        .put("what", c.what())
        .put("reason", c.reason())
        .build();
  }

  private static JsonObject control(ControlRef c) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("framework", c.framework())
            .put("id", c.id())
            .put("version", c.version());
    text(json, "source", c.source());
    return json.build();
  }

  /** Reads what {@link #of} wrote. */
  static Finding parse(JsonObject f) throws FormatException {
    List<ControlRef> controls = new ArrayList<>();
    for (JsonValue c : f.array("controls")) {
      JsonObject control = c.asObject("an item of \"controls\"");
      controls.add(
          new ControlRef(
              control.string("framework"),
              control.string("id"),
              control.string("version"),
              control.findString("source").orElse("")));
    }
    return new Finding(
        f.string("rule"),
        f.string("policy"),
        f.string("title"),
        AuditReportJson.word("severity", f.string("severity"), Severity.values()),
        AuditReportJson.word("status", f.string("status"), Status.values()),
        AuditReportJson.word("result", f.string("result"), Result.values()),
        f.string("type"),
        f.string("option"),
        f.string("found"),
        f.string("wanted"),
        f.string("location"),
        f.string("explanation"),
        f.string("fix"),
        controls,
        notes(f));
  }

  private static RuleNotes notes(JsonObject f) throws FormatException {
    String reason = f.string("reason");
    return new RuleNotes(
        reason.isEmpty()
            ? Optional.empty()
            : Optional.of(AuditReportJson.word("reason", reason, Reason.values())),
        f.findString("rationale").orElse(""),
        f.findString("perf").orElse(""),
        f.findString("breaks").orElse(""),
        strings(f, "sources"),
        f.find("references").isEmpty() ? List.of() : strings(f, "references"),
        origin(f));
  }

  private static RuleOrigin origin(JsonObject f) throws FormatException {
    Optional<String> mode = f.findString("mode");
    List<Overridden> overridden = new ArrayList<>();
    for (JsonValue v : list(f, "overridden")) {
      JsonObject o = v.asObject("an item of \"overridden\"");
      overridden.add(new Overridden(o.string("pack"), o.string("rule"), o.string("wanted")));
    }
    List<Change> changes = new ArrayList<>();
    for (JsonValue v : list(f, "changes")) {
      JsonObject c = v.asObject("an item of \"changes\"");
      changes.add(new Change(c.string("pack"), c.string("what"), c.string("reason")));
    }
    return new RuleOrigin(
        f.string("pack"),
        mode.isEmpty()
            ? Optional.empty()
            : Optional.of(AuditReportJson.word("mode", mode.get(), Mode.values())),
        overridden,
        List.of(),
        changes);
  }

  private static List<JsonValue> list(JsonObject f, String key) throws FormatException {
    return f.find(key).isEmpty() ? List.of() : f.array(key);
  }

  private static List<String> strings(JsonObject f, String key) throws FormatException {
    List<String> texts = new ArrayList<>();
    for (JsonValue v : f.array(key)) {
      texts.add(v.asString("an item of \"" + key + "\""));
    }
    return texts;
  }
}
