package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.terminal.Paint;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import java.util.ArrayList;
import java.util.List;

/** What was expected, beside what was seen. Not thread-safe. */
final class Facts {
  private final List<Fact> facts = new ArrayList<>();

  /** One observation; it holds when both texts are the same. */
  record Fact(String what, String expected, String seen) {
    private boolean differs() {
      return !expected.equals(seen);
    }
  }

  void add(String what, String expected, String seen) {
    facts.add(new Fact(what, expected, seen));
  }

  /** Those that are not as expected. */
  List<Fact> surprises() {
    return facts.stream().filter(Fact::differs).toList();
  }

  int count() {
    return facts.size();
  }

  String render(Paint paint) {
    Table table = new Table("WHAT", "EXPECTED", "SEEN", "");
    for (Fact f : facts) {
      table.row(
          f.differs() ? Ink.BAD : Ink.GOOD,
          f.what(),
          f.expected(),
          f.seen(),
          f.differs() ? "NOT as expected" : "ok");
    }
    return table.render(paint);
  }
}
