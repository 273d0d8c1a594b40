package dev.plimsoll.cli.terminal;

import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.kernel.drift.KernelDrift;
import dev.plimsoll.kernel.drift.OptionChange;
import dev.plimsoll.kernel.drift.RuleFlip;
import dev.plimsoll.kernel.drift.RuleFlip.Direction;
import java.util.List;

/** A drift for people: the rules that flip, worst first, what changed under them, and counts. */
public final class DriftTable {
  private DriftTable() {}

  /**
   * The tables.
   *
   * @param all changes that touch no rule, too
   */
  public static String render(KernelDrift drift, boolean all, Paint paint) {
    StringBuilder text = new StringBuilder();
    text.append(
            paint.bold(
                "from "
                    + Table.clean(drift.from().subject())
                    + " to "
                    + Table.clean(drift.to().subject())))
        .append('\n');
    if (!drift.flips().isEmpty()) {
      text.append(flips(drift.flips()).render(paint));
    }
    List<OptionChange> shown =
        drift.changes().stream().filter(c -> all || !c.rules().isEmpty()).toList();
    if (!shown.isEmpty()) {
      text.append('\n').append(changes(shown).render(paint));
    }
    long withRules = drift.changes().stream().filter(c -> !c.rules().isEmpty()).count();
    return text.append(drift.changes().size())
        .append(" changes, ")
        .append(withRules)
        .append(" of them touch a rule; ")
        .append(drift.regressions().size())
        .append(" rules are worse off, ")
        .append(drift.flips().stream().filter(f -> f.direction() == Direction.IMPROVEMENT).count())
        .append(" better\nverdict: ")
        .append(drift.from().verdict().decision().wire())
        .append(" -> ")
        .append(drift.to().verdict().decision().wire())
        .append('\n')
        .toString();
  }

  private static Table flips(List<RuleFlip> flips) {
    Table table = new Table("DIRECTION", "SEVERITY", "OPTION", "FROM", "TO", "RULE");
    for (RuleFlip f : flips) {
      table.row(
          ink(f.direction()),
          f.direction().wire(),
          f.to().severity().wire(),
          f.to().option(),
          f.from().status() + " " + seen(f.from().observed()),
          f.to().status() + " " + seen(f.to().observed()),
          f.to().policy() + "/" + f.to().ruleId());
    }
    return table;
  }

  private static Table changes(List<OptionChange> changes) {
    Table table = new Table("CHANGE", "OPTION", "FROM", "TO");
    for (OptionChange c : changes) {
      table.row(
          c.kind().equals("regression") ? Ink.BAD : Ink.NONE,
          c.kind(),
          c.option(),
          seen(c.from()),
          seen(c.to()));
    }
    return table;
  }

  private static String seen(String value) {
    return value.isEmpty() ? "-" : value;
  }

  private static Ink ink(Direction direction) {
    return switch (direction) {
      case REGRESSION -> Ink.BAD;
      case STILL_BAD -> Ink.DOUBTFUL;
      case IMPROVEMENT -> Ink.GOOD;
      case NEUTRAL -> Ink.NONE;
    };
  }
}
