package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {
  /** Line numbers matter: the cases below replace one line each. */
  private static final String GOOD =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata:
        name: mine
        version: 1.2.3
        title: Mine
      target: kernel
      mode: warn
      requires: [kconfig]
      rules:
        - id: one
          title: The first
          severity: high
          reason: self_protection
          rationale: because
          sources: [a paper]
          controls:
            - {framework: NIST 800-53, id: SI-16, version: r5, source: our map}
          check: {subject: kconfig, name: CONFIG_A, want: y}
        - id: two
          title: The second
          severity: low
          when: kernel.arch() == 'x86_64'
          assert: kconfig.enabled('CONFIG_B')
          message: "'no ' + 'B'"
      """;

  private static Policy parse(String text) throws FormatException {
    return PolicyParser.parse("p.yaml", Bytes.ofUtf8(text));
  }

  @Test
  void parse_readsEveryField() throws Exception {
    Policy policy = parse(GOOD);

    assertThat(policy.ref().name()).isEqualTo("mine");
    assertThat(policy.ref().version()).isEqualTo("1.2.3");
    assertThat(policy.ref().mode()).isEqualTo(Mode.WARN);
    assertThat(policy.target()).isEqualTo(Target.KERNEL);
    assertThat(policy.requires()).containsExactly("kconfig");
    Rule one = policy.rules().get(0);
    assertThat(one.severity()).isEqualTo(Severity.HIGH);
    assertThat(one.reason()).contains(Reason.SELF_PROTECTION);
    assertThat(one.guidance()).isEqualTo(new Rule.Guidance("because", "", "", ""));
    assertThat(one.origin()).isEqualTo(RuleOrigin.own("mine"));
    assertThat(one.sources()).containsExactly("a paper");
    assertThat(one.controls())
        .containsExactly(new ControlRef("NIST 800-53", "SI-16", "r5", "our map"));
    assertThat(one.body()).isInstanceOf(Rule.Check.class);
    assertThat(one.at()).hasToString("p.yaml:11:9");
    assertThat(policy.rules().get(1).body())
        .isInstanceOfSatisfying(
            Rule.Assertion.class,
            a -> {
              assertThat(a.assertion().text()).isEqualTo("kconfig.enabled('CONFIG_B')");
              assertThat(a.when()).isPresent();
              assertThat(a.message()).isPresent();
            });
  }

  @ParameterizedTest(name = "line {0} as <{1}>")
  @CsvSource(
      delimiter = '|',
      value = {
        "1|apiVersion: plimsoll/v2|p.yaml:1:13: apiVersion is \"plimsoll/v2\", wanted \"plimsoll/v1\"",
        "2|kind: Waiver|p.yaml:2:7: kind is \"Waiver\", wanted \"Policy\"",
        "2|knd: Policy|p.yaml:2:1: unknown key \"knd\" in a policy; did you mean \"kind\"?",
        "4|'  name: [a]'|p.yaml:4:9: \"name\" is a list, wanted a single value",
        "4|'  name: Not A Name'|p.yaml:4:9: name \"Not A Name\", wanted lower-case",
        "5|'  version: one'|p.yaml:5:12: version \"one\", wanted a semantic version",
        "6|'  titel: Mine'|p.yaml:6:3: unknown key \"titel\" in metadata; did you mean \"title\"?",
        "7|target: kernal|p.yaml:7:9: unknown target \"kernal\", wanted one of kernel",
        "8|mode: enforced|p.yaml:8:7: unknown mode \"enforced\", wanted one of audit, warn, enforce; did you mean \"enforce\"?",
        "8|mode: 3|p.yaml:8:7: \"mode\" is an integer, wanted a string",
        "9|requires: [kconfg]|p.yaml:9:11: unknown surface \"kconfg\"",
        "9|extends: baseline|p.yaml:9:10: \"extends\" is a string, wanted a list",
        "9|extends: [baseline]|p.yaml:9:11: a policy that extends packs is loaded by name or path",
        "9|extends: []|p.yaml:9:10: \"extends\" has 0 items; wanted 1 to 32",
        "9|precedence: [x]|p.yaml:9:13: \"precedence\" without \"extends\"",
        "9|match: x|p.yaml:9:1: \"match\" is not supported by this version",
        "14|'    reason: because it is so'|p.yaml:14:13: \"reason\" is a sentence; it is one word",
        "14|'    reason: self_protecton'|p.yaml:14:13: unknown reason \"self_protecton\", wanted one of self_protection",
        "15|'    source: [x]'|p.yaml:15:5: unknown key \"source\" in a rule; did you mean \"sources\"?",
        "11|'  - di: one'|p.yaml:11:5: unknown key \"di\" in a rule; did you mean \"id\"?",
        "12|'    title: \" \"'|p.yaml:12:12: \"title\" is blank, wanted a string",
        "13|'    severity: huge'|p.yaml:13:15: unknown severity \"huge\"",
        "18|'        - {framework: NIST 800-53}'|p.yaml:18:11: a control lacks \"id\"",
        "19|'    check: CONFIG_A'|p.yaml:19:12: \"check\" is a string, wanted a mapping",
        "19|'    references: [x]'|p.yaml:11:5: a rule needs exactly one of \"check\" and \"assert\", found neither",
        "24|'    check: {a: b}\n    each: x'|p.yaml:23:11: \"when\" belongs to \"assert\"",
        "20|'  - id: one'|p.yaml:20:9: rule id \"one\" stands twice, first at line 11",
        "24|'    check: {a: b}'|p.yaml:23:11: \"when\" belongs to \"assert\"",
      })
  void parse_refuses_located(int line, String replacement, String message) {
    String[] lines = GOOD.split("\n");
    lines[line - 1] = replacement;

    assertThatThrownBy(() -> parse(String.join("\n", lines) + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void parse_refusesDuplicateKey() {
    assertThatThrownBy(() -> parse(GOOD + "mode: warn\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("p.yaml:26:1: ");
  }

  @Test
  void digest_staysWhenOnlyTheLayoutChanges() throws Exception {
    String other =
        "# a comment\n"
            + GOOD.replace("title: The first", "title: \"The first\"")
                .replace("mode: warn\nrequires: [kconfig]", "requires:\n  - kconfig\nmode: warn");

    assertThat(parse(other).ref().digest()).isEqualTo(parse(GOOD).ref().digest());
  }

  @Test
  void digest_changesWithEveryValue() throws Exception {
    assertThat(parse(GOOD.replace("CONFIG_A", "CONFIG_Z")).ref().digest())
        .isNotEqualTo(parse(GOOD).ref().digest());
  }
}
