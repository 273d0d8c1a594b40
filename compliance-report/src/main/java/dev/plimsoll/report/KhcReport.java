package dev.plimsoll.report;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Reason;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An audit in the JSON of kernel-hardening-checker 0.6.17, for programs that read that: a flat list
 * of {@code {option_name,type,reason,decision,desired_val,check_result,check_result_bool}}. Rules
 * that do not apply have no entry, as there; what could not be judged is a FAIL.
 */
public final class KhcReport {
  private static final Map<String, String> DECISIONS =
      Map.of("KSPP", "kspp", "CLIP", "clipos", "CIS", "cis", "ANSSI", "anssi");

  private KhcReport() {}

  /**
   * The list.
   *
   * @param policies those of the report, for the reasons and sources of their rules
   */
  public static JsonValue of(AuditReport report, List<Policy> policies) {
    Map<String, Rule> rules = new HashMap<>();
    for (Policy p : policies) {
      p.rules().forEach(r -> rules.put(p.ref().name() + "/" + r.id(), r));
    }
    List<JsonValue> entries = new ArrayList<>();
    for (Finding f : report.verdict().findings()) {
      if (f.result() != Result.SKIP) {
        entries.add(entry(f, Optional.ofNullable(rules.get(f.policy() + "/" + f.ruleId()))));
      }
    }
    return new JsonArray(entries);
  }

  private static JsonObject entry(Finding f, Optional<Rule> rule) {
    boolean ok = f.result() == Result.PASS;
    return JsonObject.builder()
        .put("option_name", f.option())
        .put("type", f.surface())
        .put("reason", rule.flatMap(Rule::reason).map(Reason::wire).orElse(""))
        .put("decision", rule.map(KhcReport::decision).orElse(""))
        .put("desired_val", desired(f.wanted()))
        .put("check_result", ok ? passed(f) : failed(f))
        .put("check_result_bool", ok)
        .build();
  }

  /** Who asks for it, in one word: the first source of the rule. */
  private static String decision(Rule rule) {
    String first = rule.sources().isEmpty() ? "plimsoll" : rule.sources().getFirst();
    String word = first.split("[ (]", 2)[0];
    return DECISIONS.getOrDefault(word, word.toLowerCase(Locale.ROOT));
  }

  private static String desired(String wanted) {
    if (wanted.startsWith("lists ")) {
      return "*" + wanted.substring("lists ".length()) + "*";
    }
    return switch (wanted) {
      case "unset" -> "is not set";
      case "present" -> "is present";
      case "not off" -> "is not off";
      default -> wanted;
    };
  }

  private static String passed(Finding f) {
    return f.observed().equals(f.wanted()) ? "OK" : "OK: " + f.message();
  }

  private static String failed(Finding f) {
    return switch (f.status()) {
      case UNKNOWN -> "FAIL: unknown, " + f.message();
      default ->
          switch (f.observed()) {
            case "" -> "FAIL: is not found";
            case "not set" -> "FAIL: \"is not set\"";
            case "present" -> "FAIL: is present";
            default -> "FAIL: \"" + f.observed() + "\"";
          };
    };
  }
}
