package dev.plimsoll.kernel.drift;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.Finding;

/**
 * A drift as JSON (docs/kernel-audit.md, "Drift"): {@code
 * {schemaVersion,from,to,counts,flips[],changes[]}}.
 */
public final class DriftJson {
  private static final String SCHEMA_VERSION = "1";

  private DriftJson() {}

  public static JsonObject of(KernelDrift drift) {
    JsonObject.Builder counts = JsonObject.builder();
    for (RuleFlip.Direction d : RuleFlip.Direction.values()) {
      counts.put(d.wire(), drift.flips().stream().filter(f -> f.direction() == d).count());
    }
    counts.put("changes", (long) drift.changes().size());
    counts.put(
        "changesWithRules", drift.changes().stream().filter(c -> !c.rules().isEmpty()).count());
    return JsonObject.builder()
        .put("schemaVersion", SCHEMA_VERSION)
        .put("from", side(drift.from().subject(), drift.from().verdict().decision().wire()))
        .put("to", side(drift.to().subject(), drift.to().verdict().decision().wire()))
        .put("counts", counts.build())
        .put("flips", drift.flips().stream().map(DriftJson::flip).toList())
        .put("changes", drift.changes().stream().map(DriftJson::change).toList())
        .build();
  }

  private static JsonObject side(String subject, String verdict) {
    return JsonObject.builder().put("subject", subject).put("verdict", verdict).build();
  }

  private static JsonObject flip(RuleFlip f) {
    return JsonObject.builder()
        .put("rule", f.to().ruleId())
        .put("policy", f.to().policy())
        .put("direction", f.direction().wire())
        .put("severity", f.to().severity().wire())
        .put("title", f.to().title())
        .put("option", f.to().option())
        .put("from", state(f.from()))
        .put("to", state(f.to()))
        .put("remediation", f.to().remediation())
        .build();
  }

  private static JsonObject state(Finding f) {
    return JsonObject.builder()
        .put("status", f.status().name())
        .put("result", f.result().wire())
        .put("found", f.observed())
        .put("where", f.where())
        .put("message", f.message())
        .build();
  }

  private static JsonObject change(OptionChange c) {
    return JsonObject.builder()
        .put("type", c.surface())
        .put("option", c.option())
        .put("from", c.from())
        .put("to", c.to())
        .put("kind", c.kind())
        .putStrings("rules", c.rules())
        .build();
  }
}
