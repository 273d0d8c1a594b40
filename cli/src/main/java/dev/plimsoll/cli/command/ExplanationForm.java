package dev.plimsoll.cli.command;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.kernel.kconfig.Explanation;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.OptionType;
import java.util.List;
import java.util.stream.Collectors;

/** The two forms of an {@link Explanation}. */
final class ExplanationForm {
  /** How many of many names the text shows; JSON has them all. */
  private static final int SHOWN = 8;

  private ExplanationForm() {}

  static JsonObject json(Explanation e) {
    JsonObject.Builder out =
        JsonObject.builder()
            .put("schemaVersion", 1)
            .put("option", "CONFIG_" + e.name())
            .put("kernel", e.kernel())
            .put("arch", e.arch().wire())
            .put("exists", e.type().isPresent())
            .putStrings(
                "elsewhere", e.elsewhere().stream().map(KconfigArch::wire).sorted().toList());
    e.type().ifPresent(t -> out.put("type", t.wire()));
    e.prompt().ifPresent(p -> out.put("prompt", p));
    out.putStrings("places", e.places()).put("found", e.found());
    if (e.line() > 0) {
      out.put("line", e.line());
    }
    e.defaultValue().ifPresent(d -> out.put("default", d));
    out.put("depends", e.depends()).put("wanted", e.wanted()).put("holds", e.holds());
    e.decides().ifPresent(d -> out.put("decides", d));
    out.putStrings("selectedBy", e.selectedBy())
        .putStrings("selectors", e.selectors())
        .putStrings("choice", e.choice())
        .putStrings("ranges", e.ranges())
        .putStrings("changes", e.changes().stream().map(Change::line).toList());
    e.impossible().ifPresent(i -> out.put("impossible", i));
    return out.putStrings("effects", e.effects().stream().map(Change::line).toList()).build();
  }

  static String text(Explanation e) {
    StringBuilder out = new StringBuilder();
    out.append("CONFIG_").append(e.name()).append(" in Linux ").append(e.kernel());
    out.append(" for ").append(e.arch().wire()).append('\n');
    if (e.type().isEmpty()) {
      line(out, "exists", e.elsewhere().isEmpty() ? "no" : "only for " + archs(e));
    } else {
      line(out, "type", e.type().map(OptionType::wire).orElse(""));
      line(
          out,
          "prompt",
          e.prompt().map(p -> '"' + p + '"').orElse("none: it cannot be set by itself"));
      line(out, "defined", String.join(", ", e.places()));
      line(out, "depends on", e.depends().isEmpty() ? "nothing" : e.depends());
    }
    line(out, "found", e.found() + (e.line() > 0 ? " (line " + e.line() + ")" : ""));
    e.defaultValue().ifPresent(d -> line(out, "default here", d.isEmpty() ? "none" : d));
    many(out, "selected by", e.selectedBy());
    many(out, "can be selected by", e.selectedBy().isEmpty() ? e.selectors() : List.of());
    many(out, "choice with", e.choice());
    many(out, "range", e.ranges());
    e.decides().ifPresent(d -> line(out, "decides", d));
    if (e.holds()) {
      line(out, "to be " + e.wanted(), "nothing to change");
    } else if (e.impossible().isPresent()) {
      line(out, "cannot be " + e.wanted(), "because " + e.impossible().get());
    } else {
      line(out, "to be " + e.wanted(), "these lines, as Kconfig was computed to take them:");
      e.changes().forEach(c -> out.append("    ").append(c.line()).append('\n'));
      many(out, "this alters too", e.effects().stream().map(Change::line).toList());
    }
    return out.toString();
  }

  private static String archs(Explanation e) {
    return e.elsewhere().stream().map(KconfigArch::wire).sorted().collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder out, String what, String text) {
    out.append(String.format("  %-20s%s%n", what, text));
  }

  private static void many(StringBuilder out, String what, List<String> names) {
    if (!names.isEmpty()) {
      String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
      line(out, what, String.join(", ", names.stream().limit(SHOWN).toList()) + more);
    }
  }
}
