package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.RuleOrigin.Overridden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packs that extend packs: what is merged, who decides, and what is refused where. */
class PackMergeTest {
  @TempDir Path folder;

  /** Two packs that agree on A and contradict each other on B. */
  @BeforeEach
  void packs() throws IOException {
    pack("one", "", rule("a", "CONFIG_A", "y") + rule("b", "CONFIG_B", "y"));
    pack("two", "", rule("a2", "CONFIG_A", "y") + rule("b2", "CONFIG_B", "unset"));
  }

  private static String rule(String id, String option, String want) {
    return rule(id, option, want, "");
  }

  private static String rule(String id, String option, String want, String when) {
    return "  - {id: %s, title: T, severity: low, check: {subject: kconfig, name: %s, want: %s%s}}\n"
        .formatted(id, option, want, when.isEmpty() ? "" : ", when: " + when);
  }

  private Path pack(String name, String head, String rules) throws IOException {
    Path file = Files.createDirectories(folder.resolve(name)).resolve("policy.yaml");
    return Files.writeString(
        file,
        """
        apiVersion: plimsoll/v1
        kind: Policy
        metadata: {name: %s, version: 1.0.0}
        target: kernel
        mode: enforce
        """
                .formatted(name)
            + head
            + (rules.isEmpty() ? "" : "rules:\n" + rules));
  }

  private Policy load(String head, String rules) throws Exception {
    return PolicyLibrary.shipped().load(pack("mine", head, rules).toString());
  }

  private static List<String> ids(Policy policy) {
    return policy.rules().stream().map(r -> r.origin().pack() + "/" + r.id()).toList();
  }

  private static RuleOrigin origin(Policy policy, String id) {
    return policy.rules().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .orElseThrow()
        .origin();
  }

  @Test
  void extending_takesAllRules_andTheyRememberTheirPack() throws Exception {
    Policy policy = load("extends: [../one]\n", rule("c", "CONFIG_C", "y"));

    assertThat(ids(policy)).containsExactly("mine/c", "one/a", "one/b");
    assertThat(policy.ref().name()).isEqualTo("mine");
  }

  @Test
  void extending_takesASelection_orAllButOne() throws Exception {
    assertThat(ids(load("extends: [{pack: ../one, rules: [b]}]\n", ""))).containsExactly("one/b");
    assertThat(ids(load("extends: [{pack: ../one, except: [b]}]\n", ""))).containsExactly("one/a");
  }

  @Test
  void contradiction_isDecidedByTheFirstExtended_andTold() throws Exception {
    Policy policy = load("extends: [../one, ../two]\n", "");

    assertThat(ids(policy)).containsExactly("one/a", "one/b", "two/a2");
    assertThat(origin(policy, "b").overridden())
        .containsExactly(new Overridden("two", "b2", "unset"));
    assertThat(origin(policy, "a").overridden()).isEmpty();
  }

  @Test
  void contradiction_isDecidedByPrecedence_whenGiven() throws Exception {
    Policy policy = load("extends: [../one, ../two]\nprecedence: [two]\n", "");

    assertThat(ids(policy)).containsExactly("two/a2", "two/b2", "one/a");
    assertThat(origin(policy, "b2").overridden()).containsExactly(new Overridden("one", "b", "y"));
  }

  @Test
  void contradiction_isDecidedByOwnRules_unlessPrecedenceSaysOtherwise() throws Exception {
    String own = rule("own", "CONFIG_B", "m");

    assertThat(ids(load("extends: [../one]\n", own))).containsExactly("mine/own", "one/a");
    assertThat(ids(load("extends: [../one]\nprecedence: [one, mine]\n", own)))
        .containsExactly("one/a", "one/b");
  }

  @Test
  void contradiction_onSomeKernelsOnly_isLeftToTheJudge() throws Exception {
    Policy policy = load("extends: [../one]\n", rule("own", "CONFIG_B", "unset", "{arch: arm64}"));

    assertThat(ids(policy)).containsExactly("mine/own", "one/a", "one/b");
    assertThat(origin(policy, "b").yieldsTo()).containsExactly("own");
  }

  @Test
  void rules_ofOtherArchitectures_orOtherMembersOfAList_doNotContradict() throws Exception {
    pack("arm", "", rule("b", "CONFIG_B", "y", "{arch: [arm64]}"));
    Policy archs = load("extends: [../arm]\n", rule("own", "CONFIG_B", "unset", "{arch: x86_64}"));
    pack("lsm", "", rule("yama", "CONFIG_LSM", "{lists: yama}"));
    Policy lists = load("extends: [../lsm]\n", rule("own", "CONFIG_LSM", "{lists: landlock}"));

    assertThat(archs.rules()).hasSize(2).allMatch(r -> r.origin().yieldsTo().isEmpty());
    assertThat(lists.rules()).hasSize(2).allMatch(r -> r.origin().yieldsTo().isEmpty());
  }

  @Test
  void sameRule_inheritedInTwoWays_isOne() throws Exception {
    pack("left", "extends: [../one]\n", "");
    pack("right", "extends: [{pack: ../one, rules: [a]}]\n", rule("r", "CONFIG_R", "y"));

    assertThat(ids(load("extends: [../left, ../right]\n", "")))
        .containsExactly("one/a", "one/b", "right/r");
  }

  @Test
  void override_changesSeverityAndMode_andIsTold() throws Exception {
    Policy policy =
        load(
            """
            extends: [../one]
            overrides:
              - {rule: a, severity: critical, reason: ours is a bank}
              - {rule: one/b, mode: audit, reason: tried out}
            """,
            "");

    assertThat(policy.rules().get(0).severity()).isEqualTo(Severity.CRITICAL);
    assertThat(origin(policy, "a").changes())
        .containsExactly(
            new RuleOrigin.Change("mine", "severity low to critical", "ours is a bank"));
    assertThat(policy.rules().get(1).mode(policy.ref())).isEqualTo(Mode.AUDIT);
    assertThat(policy.rules().get(0).mode(policy.ref())).isEqualTo(Mode.ENFORCE);
  }

  @Test
  void override_replacesARuleOfTheSameId() throws Exception {
    Policy policy =
        load(
            "extends: [../one]\noverrides: [{rule: one/a, replaced: true, reason: r}]\n",
            rule("a", "CONFIG_A", "m"));

    assertThat(ids(policy)).containsExactly("mine/a", "one/b");
    assertThat(origin(policy, "a").overridden()).containsExactly(new Overridden("one", "a", "y"));
  }

  @Test
  void digest_coversEverythingMerged() throws Exception {
    String head = "extends: [../one]\n";
    Policy before = load(head, "");
    pack("one", "", rule("a", "CONFIG_A", "y") + rule("b", "CONFIG_B", "m"));
    Policy after = load(head, "");

    assertThat(after.ref().digest()).isNotEqualTo(before.ref().digest());
    assertThat(load(head, "").ref()).isEqualTo(after.ref());
  }

  @Test
  void requires_areThoseOfAll() throws Exception {
    pack("one", "requires: [sysctl]\n", rule("a", "CONFIG_A", "y"));

    assertThat(load("requires: [kconfig]\nextends: [../one]\n", "").requires())
        .containsExactly("kconfig", "sysctl");
  }

  @Test
  void controlMap_givesControls_thatTheRuleDoesNotName() throws Exception {
    Files.writeString(
        folder.resolve("map.yaml"),
        """
        apiVersion: plimsoll/v1
        kind: ControlMap
        sources: {ours: Our own map}
        options:
          - subject: kconfig
            name: CONFIG_C
            controls:
              - {framework: F, version: 1, source: ours, ids: [X-1, X-2]}
        """);

    Policy policy = load("controlMap: ../map.yaml\n", rule("c", "CONFIG_C", "y"));

    assertThat(policy.rules().getFirst().controls())
        .containsExactly(
            new ControlRef("F", "X-1", "1", "Our own map"),
            new ControlRef("F", "X-2", "1", "Our own map"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "extends: [../oen]|6:11: no policy \"../oen\": neither a pack",
        "extends: [../one, ../one]|6:19: pack \"../one\" stands twice, first at line 6",
        "extends: [../one/policy.yaml, ../one]|ok",
        "extends: [../mine]|6:11: packs extend each other in a circle: mine -> mine",
        "extends: [3]|6:11: \"extends\" has an integer, wanted a string",
        "extends: [{pack: ../one, rules: [c]}]|6:34: pack one has no rule \"c\"",
        "extends: [{pack: ../one, rules: []}]|6:33: \"rules\" is empty",
        "extends: [{pack: ../one, rules: [a, a]}]|6:37: \"rules\": \"a\" stands twice",
        "extends: [{pack: ../one, except: [a, b]}]|6:35: \"except\" leaves no rule of one",
        "extends: [{pack: ../one, rules: [a], except: [b]}]|6:46: \"rules\" and \"except\" exclude each other",
        "extends: [{pak: ../one}]|6:12: unknown key \"pak\" in an item of \"extends\"; did you mean \"pack\"?",
        "extends: [../one]\\nprecedence: [on]|7:14: \"precedence\" names \"on\", wanted one of mine, one; did you mean \"one\"?",
        "extends: [../one]\\noverrides: [{rule: c, severity: low, reason: r}]|7:20: no inherited rule \"c\"",
        "extends: [../one]\\noverrides: [{rule: a, reason: r}]|7:13: an override changes nothing",
        "extends: [../one]\\noverrides: [{rule: a, severity: low}]|7:13: an item of \"overrides\" lacks \"reason\"",
        "extends: [../one]\\noverrides: [{rule: a, replaced: true, reason: r}]|7:20: nothing replaces one/a",
        "extends: [../one]\\nrules: [{id: a, title: T, severity: low, check: {subject: kconfig, name: CONFIG_A, want: m}}]"
            + "|7:14: rule id \"a\" is also one of pack one; give it another id",
        "extends: [../one]\\ncontrolMap: shiped|7:13: no control map \"shiped\": neither \"shipped\" nor a file; did you mean \"shipped\"?",
      })
  void composition_isRefused_located(String head, String message) throws Exception {
    Path file = pack("mine", head.replace("\\n", "\n") + "\n", "");
    if (message.equals("ok")) {
      assertThat(PolicyLibrary.shipped().load(file.toString()).rules()).hasSize(2);
      return;
    }

    assertThatThrownBy(() -> PolicyLibrary.shipped().load(file.toString()))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ":" + message);
  }

  @Test
  void longCircle_isTold() throws Exception {
    pack("x", "extends: [../y]\n", "");
    pack("y", "extends: [../x]\n", "");

    assertThatThrownBy(() -> load("extends: [../x]\n", ""))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            folder.resolve("mine").resolve("../x/../y/policy.yaml")
                + ":6:11: packs extend each other in a circle: x -> y -> x");
  }

  @Test
  void depth_isLimited() throws Exception {
    for (int i = 0; i < 10; i++) {
      pack("p" + i, "extends: [../p%d]\n".formatted(i + 1), "");
    }
    pack("p10", "", rule("z", "CONFIG_Z", "y"));

    assertThatThrownBy(() -> load("extends: [../p0]\n", ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("more than 8 deep");
  }

  @Test
  void twoPacksOfOneName_areRefused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("policy.yaml");
    Files.copy(folder.resolve("one/policy.yaml"), other);

    assertThatThrownBy(() -> load("extends: [../one, ../other]\n", ""))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a second policy is named \"one\"");
  }

  @Test
  void ruleOfAPack_isToldInItsOwnFile_whenTheEngineRefusesIt() throws Exception {
    Policy policy = load("extends: [../one]\n", "");

    assertThat(policy.rules().getFirst().at().file()).endsWith("one/policy.yaml");
  }
}
