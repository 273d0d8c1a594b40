package dev.plimsoll.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.terminal.Table.Ink;
import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columns_areAsWideAsTheirWidestCell() {
    String text =
        new Table("A", "LONG HEAD", "B")
            .row(Ink.NONE, "wide cell", "x", "1")
            .row(Ink.GOOD, "…", "y", "")
            .render(Paint.PLAIN);
    assertThat(text).isEqualTo("A          LONG HEAD  B\nwide cell  x          1\n…          y\n");
  }

  @Test
  void controlCharacters_doNotReachTheTerminal() {
    String text = new Table("A").row(Ink.NONE, "x\u001b[2Jy\nz").render(Paint.PLAIN);
    assertThat(text).isEqualTo("A\nx?[2Jy?z\n");
  }

  @Test
  void colours_onlyWhenAskedFor() {
    Table table = new Table("A").row(Ink.BAD, "x");
    assertThat(table.render(Paint.COLOURED)).contains("\u001b[31;1mx\u001b[0m");
    assertThat(table.render(Paint.PLAIN)).doesNotContain("\u001b");
  }

  @Test
  void row_needsAsManyCellsAsHeads() {
    assertThatThrownBy(() -> new Table("A", "B").row(Ink.NONE, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
