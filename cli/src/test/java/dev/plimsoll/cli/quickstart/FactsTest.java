package dev.plimsoll.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.terminal.Paint;
import org.junit.jupiter.api.Test;

final class FactsTest {
  @Test
  void surprises_areThoseThatDiffer() {
    Facts facts = new Facts();
    facts.add("boot", "allowed", "allowed");
    facts.add("forged", "refused: signature", "allowed");
    assertThat(facts.count()).isEqualTo(2);
    assertThat(facts.surprises())
        .containsExactly(new Facts.Fact("forged", "refused: signature", "allowed"));
    assertThat(facts.render(Paint.PLAIN).lines())
        .anyMatch(l -> l.startsWith("boot ") && l.endsWith(" ok"))
        .anyMatch(l -> l.startsWith("forged ") && l.endsWith("NOT as expected"));
  }
}
