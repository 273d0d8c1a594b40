package dev.plimsoll.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.policy.Expression;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.facts.CommandLineFacts;
import dev.plimsoll.policy.facts.KconfigFacts;
import dev.plimsoll.policy.facts.KernelFacts;
import dev.plimsoll.policy.facts.SysctlFacts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCelTest {
  private static final KernelCel CEL = new KernelCel();
  private static final SourcePosition AT = new SourcePosition("p.yaml", 4, 13);

  /** Facts from maps; {@code CONFIG_BAD} throws, as a conflicting option does. */
  private record Facts(Map<String, String> options, Map<String, String> parameters)
      implements KernelFacts {
    @Override
    public Optional<KconfigFacts> kconfig() {
      return Optional.of(
          new KconfigFacts() {
            @Override
            public boolean enabled(String name) {
              return value(name).equals("y");
            }

            @Override
            public String value(String name) {
              if (name.equals("CONFIG_BAD")) {
                throw new IllegalArgumentException("CONFIG_BAD stands twice");
              }
              return options.getOrDefault(name, "n");
            }

            @Override
            public boolean has(String name) {
              return options.containsKey(name);
            }
          });
    }

    @Override
    public Optional<CommandLineFacts> commandLine() {
      return Optional.of(
          new CommandLineFacts() {
            @Override
            public boolean has(String name) {
              return parameters.containsKey(name);
            }

            @Override
            public String value(String name) {
              return parameters.getOrDefault(name, "");
            }
          });
    }

    @Override
    public Optional<SysctlFacts> sysctl() {
      return Optional.empty();
    }

    @Override
    public Optional<String> version() {
      return Optional.of("6.1.192");
    }

    @Override
    public Optional<String> arch() {
      return Optional.empty();
    }

    @Override
    public Optional<Boolean> atLeast(String wanted) {
      return Optional.of(wanted.compareTo("6.1.192") <= 0);
    }
  }

  private static final Facts FACTS =
      new Facts(
          Map.of("CONFIG_A", "y", "CONFIG_N", "7"), Map.of("quiet", "", "init", "/sbin/init"));

  private static CelAssertion compile(String text) throws FormatException {
    return CEL.compile(
        new Rule.Assertion(
            Optional.empty(), Optional.empty(), new Expression(text, AT), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kconfig.enabled('CONFIG_A')|PASS",
        "kconfig.enabled('CONFIG_B')|FAIL",
        "int(kconfig.value('CONFIG_N')) > 5|PASS",
        "!kconfig.has('CONFIG_B') && cmdline.has('quiet')|PASS",
        "cmdline.value('init').matches('^(/bin/)?(ba)?sh$')|FAIL",
        "kernel.atLeast('6.1') && kernel.version() == '6.1.192'|PASS",
        "['CONFIG_A', 'CONFIG_B'].exists(x, kconfig.enabled(x))|PASS",
        "int(kconfig.value('CONFIG_B')) > 5|UNKNOWN",
        "kconfig.enabled('CONFIG_BAD')|UNKNOWN",
        "1 / 0 == 1|UNKNOWN",
        "kernel.arch() == 'x86_64'|UNKNOWN",
        "sysctl.has('kernel.x')|UNKNOWN",
      })
  void judge_givesTheStatus(String expression, Status expected) throws Exception {
    assertThat(compile(expression).judge(FACTS).status()).isEqualTo(expected);
  }

  @Test
  void surfaces_findsThoseThatAreOnlyReachedBehindOr() throws Exception {
    assertThat(compile("true || sysctl.has('x') || kconfig.has('CONFIG_A')").surfaces())
        .containsExactlyInAnyOrder("sysctl", "kconfig");
  }

  @Test
  void judge_saysNotApplicable_whenWhenIsFalse() throws Exception {
    CelAssertion rule =
        CEL.compile(
            new Rule.Assertion(
                Optional.of(new Expression("kconfig.has('CONFIG_B')", AT)),
                Optional.empty(),
                new Expression("false", AT),
                Optional.empty()));

    assertThat(rule.judge(FACTS).status()).isEqualTo(Status.NOT_APPLICABLE);
  }

  @Test
  void judge_wordsAFailureByItsMessage() throws Exception {
    CelAssertion rule =
        CEL.compile(
            new Rule.Assertion(
                Optional.empty(),
                Optional.empty(),
                new Expression("cmdline.value('init') == ''", AT),
                Optional.of(new Expression("'init is ' + cmdline.value('init')", AT))));

    assertThat(rule.judge(FACTS))
        .isEqualTo(new CelAssertion.Outcome(Status.FAIL, "init is /sbin/init"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kconfig.enabeld('CONFIG_A')",
        "kconfig.value('CONFIG_A')",
        "kconfg.enabled('CONFIG_A')",
        "kconfig['CONFIG_A'] == 'y'",
        "kconfig.enabled('CONFIG_A'",
        "cel.bind(v, 'a', v == 'a')",
        "",
      })
  void compile_refuses_located(String expression) {
    assertThatThrownBy(() -> compile(expression))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("p.yaml:4:13: CEL");
  }

  @Test
  void compile_refusesDepthAndLength() {
    String deep = "(".repeat(400) + "true" + ")".repeat(400);
    String tower = "[".repeat(25) + "1" + "]".repeat(25) + " == []";
    String longer = "true" + " || true".repeat(2_000);

    for (String bad : new String[] {deep, tower, longer}) {
      assertThatThrownBy(() -> compile(bad)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void judge_boundsRegexAndIterations() throws Exception {
    String many = "[1,2,3,4,5,6,7,8,9,10]";
    String loops =
        many
            + ".all(a, "
            + many
            + ".all(b, "
            + many
            + ".all(c, "
            + many
            + ".all(d, "
            + many
            + ".all(e, a > 0)))))";

    assertThat(compile(loops).judge(FACTS).status()).isEqualTo(Status.UNKNOWN);
    assertThat(compile("'aaaa'.matches('(a{1,90}){1,90}b')").judge(FACTS).status())
        .isEqualTo(Status.UNKNOWN);
    assertThat(compile("'aaaa'.matches('(a{1,900}){1,900}')").judge(FACTS).status())
        .isEqualTo(Status.UNKNOWN);
  }
}
