package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.kernel.audit.FixReport;
import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Verdict.Decision;

/** How a fragment is printed. Constants are what the user writes. */
enum FixOutput {
  /** On stdout the fragment, on stderr what it does. */
  fragment {
    @Override
    void write(FixReport report, Context context) {
      context.terminal().out().print(report.text());
      context
          .terminal()
          .err()
          .println(
              report.lines().size()
                  + " lines for Linux "
                  + report.kernel()
                  + " on "
                  + report.arch().wire()
                  + "; failing rules "
                  + failing(report.before())
                  + " -> "
                  + failing(report.after())
                  + ", verdict "
                  + report.after().verdict().decision().wire());
    }
  },
  json {
    @Override
    void write(FixReport report, Context context) {
      JsonObject document =
          JsonObject.builder()
              .put("schemaVersion", 1)
              .put("kernel", report.kernel())
              .put("arch", report.arch().wire())
              .put("subject", report.before().subject())
              .put("verdict", report.after().verdict().decision().wire())
              .put("failingBefore", failing(report.before()))
              .put("failingAfter", failing(report.after()))
              .put("lines", report.lines().stream().map(FixOutput::line).toList())
              .putStrings("implied", report.implied().stream().map(Change::line).toList())
              .put("left", report.left().stream().map(FixOutput::left).toList())
              .build();
      context.terminal().out().println(JsonWriter.pretty(document).utf8().strip());
    }
  };

  private static JsonObject line(FixReport.Line line) {
    Change c = line.change();
    return JsonObject.builder()
        .put("option", "CONFIG_" + c.name())
        .put("value", c.value())
        .put("line", c.line())
        .putStrings("rules", line.rules())
        .build();
  }

  private static JsonObject left(FixReport.Left left) {
    return JsonObject.builder()
        .put("ruleId", left.finding().ruleId())
        .put("policy", left.finding().policy())
        .put("option", left.finding().option())
        .put("status", left.finding().status().name())
        .put("result", left.finding().result().wire())
        .put("reason", left.reason())
        .build();
  }

  private static long failing(AuditReport report) {
    return report.verdict().counts().getOrDefault(Result.FAIL, 0)
        + report.verdict().counts().getOrDefault(Result.WARN, 0);
  }

  abstract void write(FixReport report, Context context);

  /** Prints, and says how the command ends. */
  ExitCode print(FixReport report, Context context) {
    write(report, context);
    return report.after().verdict().decision() == Decision.ALLOW ? ExitCode.DONE : ExitCode.DENIED;
  }
}
