package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The JSON form of {@link AuditReport} (architecture: "Audit JSON"). */
final class AuditReportJson {
  private static final JsonReader READER =
      JsonReader.within(new JsonLimits(32 << 20, 20, 2_000_000));

  private AuditReportJson() {}

  static Bytes encode(AuditReport report, Predicate<Finding> wanted) {
    return JsonWriter.pretty(json(report, wanted));
  }

  private static JsonObject json(AuditReport report, Predicate<Finding> wanted) {
    return head(report)
        .put(
            "findings",
            report.verdict().findings().stream().filter(wanted).map(FindingJson::of).toList())
        .build();
  }

  /** Everything before the findings, which come last. */
  static JsonObject.Builder head(AuditReport report) {
    Verdict verdict = report.verdict();
    JsonObject.Builder counts = JsonObject.builder();
    verdict.counts().forEach((result, n) -> counts.put(result.wire(), (long) n));
    return JsonObject.builder()
        .put("schemaVersion", AuditReport.SCHEMA_VERSION)
        .put("subject", report.subject())
        .put("policies", verdict.policies().stream().map(AuditReportJson::policy).toList())
        .put("verdict", verdict.decision().wire())
        .put("counts", counts.build())
        .putStrings("notAssessed", verdict.notAssessed());
  }

  private static JsonObject policy(PolicyRef ref) {
    return JsonObject.builder()
        .put("name", ref.name())
        .put("version", ref.version())
        .put("digest", ref.digest().toString())
        .put("mode", ref.mode().wire())
        .build();
  }

  static AuditReport parse(String what, Bytes text) throws FormatException {
    try {
      JsonObject o = READER.parse(what, text).asObject("the report");
      String schema = o.string("schemaVersion");
      if (!schema.equals(AuditReport.SCHEMA_VERSION)) {
        throw new FormatException(
            "schemaVersion is " + FormatException.quote(schema) + ", this program reads \"1\"");
      }
      List<PolicyRef> policies = new ArrayList<>();
      for (JsonValue p : o.array("policies")) {
        policies.add(policy(p.asObject("an item of \"policies\"")));
      }
      List<Finding> findings = new ArrayList<>();
      for (JsonValue f : o.array("findings")) {
        findings.add(FindingJson.parse(f.asObject("an item of \"findings\"")));
      }
      List<String> notAssessed = new ArrayList<>();
      for (JsonValue n : o.array("notAssessed")) {
        notAssessed.add(n.asString("an item of \"notAssessed\""));
      }
      Verdict.Decision stated = word("verdict", o.string("verdict"), Verdict.Decision.values());
      Verdict verdict = new Verdict(stated, policies, findings, notAssessed);
      agree(verdict, o.object("counts"));
      return new AuditReport(o.string("subject"), verdict);
    } catch (FormatException e) {
      throw new FormatException(what + ": not an audit report: " + e.getMessage(), e);
    }
  }

  /** A report whose sums do not fit its findings was cut or edited: no ground for a decision. */
  private static void agree(Verdict verdict, JsonObject counts) throws FormatException {
    Verdict.Decision due =
        Verdict.of(verdict.policies(), verdict.findings(), verdict.notAssessed()).decision();
    if (due != verdict.decision()) {
      throw new FormatException(
          "verdict is " + verdict.decision().wire() + ", its findings add up to " + due.wire());
    }
    for (Map.Entry<Result, Integer> e : verdict.counts().entrySet()) {
      String name = e.getKey().wire();
      long found = counts.integer(name);
      if (found != e.getValue()) {
        throw new FormatException(
            "counts." + name + " is " + found + ", the findings have " + e.getValue());
      }
    }
    for (Map.Entry<String, JsonValue> e : counts.members().entrySet()) {
      if (!(e.getValue() instanceof JsonNumber)) {
        throw new FormatException("counts." + FormatException.quote(e.getKey()) + " is no number");
      }
    }
  }

  private static PolicyRef policy(JsonObject p) throws FormatException {
    return new PolicyRef(
        p.string("name"),
        p.string("version"),
        Digest.parse(p.string("digest")),
        word("mode", p.string("mode"), Mode.values()));
  }

  static <E extends Enum<E>> E word(String field, String text, E[] values) throws FormatException {
    for (E value : values) {
      if (value.name().equals(text)
          || (!field.equals("status") && value.name().toLowerCase(Locale.ROOT).equals(text))) {
        return value;
      }
    }
    throw new FormatException("unknown " + field + " " + FormatException.quote(text));
  }
}
