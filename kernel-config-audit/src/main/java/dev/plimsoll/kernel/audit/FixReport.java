package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import java.util.List;

/**
 * A fragment of a configuration, and what it does for policies.
 *
 * @param kernel release whose Kconfig files were asked
 * @param lines the fragment, by name
 * @param implied lines that Kconfig makes of the fragment by itself and that rules look at: with
 *     them the configuration can be judged before it is built
 * @param before the audit without the fragment
 * @param after the audit of the configuration that Kconfig makes of the fragment: the proof
 * @param left findings that are still wrong, and why no line of the fragment helps
 */
public record FixReport(
    String kernel,
    KconfigArch arch,
    List<Line> lines,
    List<Change> implied,
    AuditReport before,
    AuditReport after,
    List<Left> left) {
  public FixReport {
    lines = List.copyOf(lines);
    implied = List.copyOf(implied);
    left = List.copyOf(left);
  }

  /**
   * @param rules ids of those that the line is for, the first being the one that asked for it
   */
  public record Line(Change change, List<String> rules) {
    public Line {
      rules = List.copyOf(rules);
    }
  }

  /**
   * @param reason one line
   */
  public record Left(Finding finding, String reason) {}

  /** The fragment as text: rules above their lines, then what is implied, then what is left. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("# Linux/").append(arch.wire()).append(' ').append(kernel);
    out.append(" Kernel Configuration\n");
    List<String> above = List.of();
    for (Line line : lines) {
      if (!line.rules().equals(above) && !line.rules().isEmpty()) {
        out.append("# for ").append(String.join(", ", line.rules())).append('\n');
      }
      above = line.rules();
      out.append(line.change().line()).append('\n');
    }
    if (!implied.isEmpty()) {
      out.append("# Kconfig adds by itself:\n");
    }
    implied.forEach(c -> out.append(c.line()).append('\n'));
    for (Left l : left) {
      out.append("# left: ").append(l.finding().ruleId()).append(": ");
      out.append(l.reason()).append('\n');
    }
    return out.toString();
  }
}
