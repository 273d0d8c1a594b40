package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it takes to set an option; every plan is carried out by {@link Resolution}. */
class ExplainerTest {
  private static final String TREE =
      """
      config MODULES
      \tbool "modules"
      \tmodules
      config EXPERT
      \tbool "expert"
      config DEBUG
      \tbool "debug"
      config SIMPLE
      \tbool "simple"
      config DEEP
      \tbool "deep"
      \tdepends on MIDDLE && !BLOCKER
      config MIDDLE
      \tbool "middle" if EXPERT
      \tdepends on DEBUG
      config BLOCKER
      \tbool "blocker"
      config FORCER
      \tbool "forcer"
      \tselect FORCED
      \tselect HIDDEN
      config FORCED
      \tbool "forced"
      config HIDDEN
      \tbool
      config CHEAP
      \tbool "cheap"
      config EITHER
      \tbool "either"
      \tdepends on (EXPERT && DEBUG) || CHEAP
      config NEVER
      \tbool "never"
      \tdepends on ABSENT
      config PROBED
      \tbool "probed"
      \tdepends on $(shell,cc -fx)
      config DEFAULTED
      \tbool
      \tdefault y if DEBUG
      config NUMBER
      \tint "number" if EXPERT
      \trange 1 9
      \tdefault 5
      config LOOP_A
      \tbool "a"
      \tdepends on LOOP_B
      config LOOP_B
      \tbool "b"
      \tdepends on LOOP_A
      choice
      \tprompt "which"
      config ONE
      \tbool "one"
      config TWO
      \tbool "two"
      endchoice
      config OLD
      \tbool
      \ttransitional
      config NEW
      \tbool "new"
      \tdefault OLD
      """;

  private static Explanation explain(String lines, String option, String wanted) throws Exception {
    return Explainer.explain(
        Trees.x86(TREE), Trees.config(lines.replace(';', '\n')), option, wanted);
  }

  /** Lines given, the option and value wanted, the lines to write. */
  @ParameterizedTest(name = "<{0}> {1}={2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|SIMPLE|y|CONFIG_SIMPLE=y",
        "CONFIG_SIMPLE=y|SIMPLE|y|''",
        "''|SIMPLE|n|''",
        "CONFIG_SIMPLE=y|SIMPLE|n|# CONFIG_SIMPLE is not set",
        "CONFIG_BLOCKER=y|DEEP|y|# CONFIG_BLOCKER is not set;CONFIG_DEBUG=y;CONFIG_EXPERT=y;CONFIG_MIDDLE=y;CONFIG_DEEP=y",
        "CONFIG_DEBUG=y;CONFIG_EXPERT=y|DEEP|y|CONFIG_MIDDLE=y;CONFIG_DEEP=y",
        "CONFIG_FORCER=y;CONFIG_FORCED=y|FORCED|n|# CONFIG_FORCER is not set;# CONFIG_FORCED is not set",
        "CONFIG_FORCER=y|HIDDEN|n|# CONFIG_FORCER is not set",
        "''|HIDDEN|y|CONFIG_FORCER=y",
        "''|EITHER|y|CONFIG_CHEAP=y;CONFIG_EITHER=y",
        "CONFIG_EXPERT=y|DEFAULTED|y|CONFIG_DEBUG=y",
        "CONFIG_DEBUG=y|DEFAULTED|n|# CONFIG_DEBUG is not set",
        "''|NUMBER|7|CONFIG_EXPERT=y;CONFIG_NUMBER=7",
        "CONFIG_ONE=y|TWO|y|CONFIG_TWO=y",
        "CONFIG_ONE=y;# CONFIG_TWO is not set|ONE|n|CONFIG_TWO=y",
      })
  void changes_areTheFewest(String lines, String option, String wanted, String changes)
      throws Exception {
    Explanation e = explain(lines, option, wanted);

    assertThat(e.impossible()).isEmpty();
    assertThat(e.changes().stream().map(Change::line).collect(Collectors.joining(";")))
        .isEqualTo(changes);
    assertThat(e.holds()).isEqualTo(changes.isEmpty());
    // and Kconfig, given these lines, does it
    Kconfig k = Trees.x86(TREE);
    String all = lines.replace(';', '\n');
    for (Change c : e.changes()) {
      all = all.replaceAll("(?m)^(# )?CONFIG_" + c.name() + "[ =].*$", "") + "\n" + c.line();
    }
    assertThat(Trees.resolve(k, all).text(k.find(option))).isEqualTo(wanted);
  }

  @ParameterizedTest(name = "<{0}> {1}={2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|NEVER|y|CONFIG_ABSENT does not exist for x86",
        "CONFIG_GCC_VERSION=120200|PROBED|y|the build machine decides $(shell,cc -fx)",
        "''|NO_SUCH|y|Linux 7.2.3 has no such option for x86",
        "''|SIMPLE|m|CONFIG_SIMPLE is bool, and cannot be m",
        "''|SIMPLE|7|CONFIG_SIMPLE is bool, and takes n, m or y",
        "CONFIG_EXPERT=y|NUMBER|12|CONFIG_NUMBER stays 9 whatever is set: Kconfig decides it",
        "''|LOOP_A|y|CONFIG_LOOP_B depends on itself, or on too much",
      })
  void impossible_saysWhy(String lines, String option, String wanted, String reason)
      throws Exception {
    Explanation e = explain(lines, option, wanted);

    assertThat(e.impossible()).contains(reason);
    assertThat(e.changes()).isEmpty();
  }

  @ParameterizedTest(name = "<{0}> {1}={2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''|DEEP|y|it depends on MIDDLE, which is n",
        "CONFIG_DEBUG=y;CONFIG_EXPERT=y;CONFIG_MIDDLE=y;CONFIG_BLOCKER=y|DEEP|y|it depends on !BLOCKER, and that is y",
        "CONFIG_DEBUG=y|MIDDLE|y|it can be set only with EXPERT, which is n",
        "CONFIG_FORCER=y;CONFIG_FORCED=y|FORCED|n|it is selected by FORCER",
        "''|HIDDEN|y|it has no prompt: only a select sets it, by FORCER",
        "CONFIG_DEBUG=y;CONFIG_DEFAULTED=y|DEFAULTED|n|it has no prompt, and its default is on",
        "''|NEVER|y|it depends on ABSENT, which x86 does not have",
        "''|PROBED|y|it depends on $(shell,cc -fx), which the build machine decides",
        "CONFIG_EXPERT=y;CONFIG_NUMBER=5|NUMBER|12|its range here is 1 to 9",
      })
  void decides_isTheFirstCondition(String lines, String option, String wanted, String why)
      throws Exception {
    Kconfig k = Trees.x86(TREE);
    OptionOracle oracle = new OptionOracle(k, Trees.config(lines.replace(';', '\n')));

    assertThat(oracle.decide(option, wanted)).isEqualTo(new Decision.Blocked(why));
    assertThat(explain(lines, option, wanted).decides()).contains(why);
  }

  @Test
  void oracle_knowsWhatIsOpenMissingAndRenamed() throws Exception {
    OptionOracle oracle = new OptionOracle(Trees.x86(TREE), Trees.config(""));

    assertThat(oracle.decide("SIMPLE", "y")).isEqualTo(new Decision.Open());
    assertThat(oracle.decide("NO_SUCH", "y")).isEqualTo(new Decision.Missing(java.util.Set.of()));
    assertThat(oracle.decide("OLD", "y")).isEqualTo(new Decision.Transitional(List.of("NEW")));
    assertThat(oracle.decide("EITHER", "y"))
        .isEqualTo(new Decision.Blocked("it depends on EXPERT && DEBUG || CHEAP, which is n"));
    assertThat(oracle.defaultOf("NUMBER")).contains("5");
    assertThat(oracle.defaultOf("DEFAULTED")).contains("n");
    assertThat(oracle.defaultOf("NO_SUCH")).isEqualTo(Optional.empty());
  }

  @Test
  void effects_namesWhatElseChanges() throws Exception {
    Explanation e = explain("CONFIG_FORCER=y;CONFIG_FORCED=y;CONFIG_HIDDEN=y", "FORCED", "n");

    assertThat(e.selectedBy()).containsExactly("FORCER");
    assertThat(e.effects()).extracting(Change::line).containsExactly("# CONFIG_HIDDEN is not set");
  }
}
