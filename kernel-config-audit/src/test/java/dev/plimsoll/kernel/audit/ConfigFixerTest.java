package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.kernel.kconfig.ConfigDraft;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFixerTest {
  private static final ConfigFixer FIXER = new ConfigFixer(Audits.WITH_TABLES);

  /** The default configuration of 6.1 for x86, whole. */
  private static KernelSubject plain() throws Exception {
    String text =
        ConfigDraft.blank(
                KconfigTables.shipped()
                    .find("6.1")
                    .orElseThrow()
                    .arch(KconfigArch.X86)
                    .orElseThrow())
            .text();
    return subject(text);
  }

  private static KernelSubject subject(String config) {
    return new KernelSubject(
        "test",
        Optional.of(Audits.surface("config", config)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Policy rules(String... checks) throws FormatException {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < checks.length; i++) {
      yaml.append("- {id: r").append(i).append(", title: T, severity: ");
      yaml.append(i == 0 ? "critical" : "low").append(", check: {subject: kconfig, ");
      yaml.append(checks[i]).append("}}\n");
    }
    return Audits.policyOf(yaml.toString());
  }

  private static List<String> lines(FixReport report) {
    return report.lines().stream().map(l -> l.change().line()).toList();
  }

  @Test
  void fix_writesWhatTheOptionNeeds_andTheResultPasses() throws Exception {
    FixReport report = FIXER.fix(plain(), List.of(rules("name: CONFIG_SECURITY_YAMA, want: y")));

    assertThat(lines(report)).containsExactly("CONFIG_SECURITY=y", "CONFIG_SECURITY_YAMA=y");
    assertThat(report.lines()).allSatisfy(l -> assertThat(l.rules()).containsExactly("r0"));
    assertThat(report.before().verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(report.after().verdict().decision()).isEqualTo(Decision.ALLOW);
    assertThat(report.left()).isEmpty();
  }

  @Test
  void fix_ofWhatPasses_isEmpty() throws Exception {
    FixReport report = FIXER.fix(plain(), List.of(rules("name: CONFIG_BUG, want: y")));

    assertThat(report.lines()).isEmpty();
    assertThat(report.after().verdict().decision()).isEqualTo(Decision.ALLOW);
  }

  /**
   * Debian's configuration with the fragment's lines in place of its own, not seen by Kconfig yet.
   */
  @ParameterizedTest
  @ValueSource(strings = {"baseline", "kernel-hardening", "kspp", "clipos", "hardening-config"})
  void fragmentOverTheFile_isJudgedAsKconfigsResult(String pack) throws Exception {
    String given = cloud().replace("CONFIG_BUG=y\n", "");
    List<Policy> policies = List.of(KernelAudit.policies().load(pack));
    FixReport report = FIXER.fix(subject(given), policies);
    Set<String> names = new HashSet<>();
    report.lines().forEach(l -> names.add(l.change().name()));
    report.implied().forEach(c -> names.add(c.name()));
    String kept =
        given
            .lines()
            .filter(l -> !names.contains(l.replaceAll("^(# )?CONFIG_|[= ].*$", "")))
            .collect(Collectors.joining("\n", "", "\n"));

    AuditReport merged = Audits.WITH_TABLES.audit(subject(kept + report.text()), policies);

    assertThat(wrong(merged)).isEqualTo(wrong(report.after()));
    assertThat(wrong(report.before())).isNotEmpty();
  }

  @Test
  void fix_ofWhatKconfigWouldAdd_saysTheLine() throws Exception {
    String given = cloud().replace("CONFIG_BUG=y\n", "");
    FixReport report = FIXER.fix(subject(given), List.of(KernelAudit.policies().load("baseline")));
    assertThat(report.before().verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(report.lines()).isEmpty();
    assertThat(report.implied()).extracting(Change::line).containsExactly("CONFIG_BUG=y");
    assertThat(report.text())
        .isEqualTo(
            """
            # Linux/x86 6.1.192 Kernel Configuration
            # Kconfig adds by itself:
            CONFIG_BUG=y
            """);
  }

  private static Set<String> wrong(AuditReport report) {
    return report.verdict().findings().stream()
        .filter(f -> f.result() == Result.FAIL || f.result() == Result.WARN)
        .map(Finding::option)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String cloud() throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(
                ConfigFixerTest.class.getResourceAsStream("cloud-6.1.192.config.gz"), "fixture"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void fix_namesWhatCannotBe() throws Exception {
    FixReport report =
        FIXER.fix(
            plain(),
            List.of(
                rules(
                    "name: CONFIG_SLAB_BUCKETS, want: y", "name: CONFIG_SECURITY_YAMA, want: y")));

    assertThat(lines(report)).containsExactly("CONFIG_SECURITY=y", "CONFIG_SECURITY_YAMA=y");
    assertThat(report.after().verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(report.left())
        .singleElement()
        .satisfies(
            l -> {
              assertThat(l.finding().status()).isEqualTo(Status.UNAVAILABLE);
              assertThat(l.reason())
                  .contains("Linux 6.1.192 has no option CONFIG_SLAB_BUCKETS for x86");
            });
  }

  @Test
  void fix_ofRulesThatContradict_keepsTheSevereOne() throws Exception {
    FixReport report =
        FIXER.fix(
            plain(),
            List.of(
                rules(
                    "name: CONFIG_SECURITY_YAMA, want: y", "name: CONFIG_SECURITY, want: unset")));

    assertThat(lines(report)).containsExactly("CONFIG_SECURITY=y", "CONFIG_SECURITY_YAMA=y");
    assertThat(report.left()).extracting(l -> l.finding().ruleId()).containsExactly("r1");
    assertThat(report.left().getFirst().reason()).contains("rule r0 wants y");
  }

  @Test
  void fix_takesTheShorterAlternative() throws Exception {
    FixReport report =
        FIXER.fix(
            plain(),
            List.of(
                rules(
                    "name: CONFIG_SECURITY_YAMA, want: y, alternatives: [{subject: kconfig, name:"
                        + " CONFIG_SECURITY_DMESG_RESTRICT, want: y}]")));

    assertThat(lines(report)).containsExactly("CONFIG_SECURITY_DMESG_RESTRICT=y");
  }

  /** DEBUG_FS is on because something else selects it: that is what must go. */
  @Test
  void fix_undoesSelects() throws Exception {
    String on =
        "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_64BIT=y\nCONFIG_X86=y\nCONFIG_X86_64=y\n"
            + "CONFIG_DEBUG_KERNEL=y\nCONFIG_DEBUG_FS=y\nCONFIG_NOTIFIER_ERROR_INJECTION=y\n";

    FixReport report = FIXER.fix(subject(on), List.of(rules("name: CONFIG_DEBUG_FS, want: unset")));

    assertThat(lines(report))
        .contains("# CONFIG_NOTIFIER_ERROR_INJECTION is not set", "# CONFIG_DEBUG_FS is not set");
    assertThat(report.after().verdict().decision()).isEqualTo(Decision.ALLOW);
  }

  static Stream<Arguments> everyPack() throws Exception {
    List<Arguments> cases = new ArrayList<>();
    for (String pack : KernelAudit.policies().names()) {
      if (KernelAudit.policies().load(pack).target() == Target.KERNEL) {
        for (String kernel : List.of("6.1", "6.12")) {
          cases.add(Arguments.of(kernel, "x86_64", pack));
          cases.add(Arguments.of(kernel, "arm64", pack));
        }
      }
    }
    return cases.stream();
  }

  /** Judged by itself, as a text, the fragment fails nowhere but where it says so. */
  @ParameterizedTest(name = "{2} on {1} {0}")
  @MethodSource("everyPack")
  void fragment_passesItsOwnPolicy_butForWhatItNames(String kernel, String arch, String pack)
      throws Exception {
    Policy policy = KernelAudit.policies().load(pack);

    FixReport report = FIXER.fragment(kernel, arch, List.of(policy));
    AuditReport own = Audits.WITH_TABLES.audit(subject(report.text()), List.of(policy));

    List<String> named = report.left().stream().map(l -> l.finding().ruleId()).toList();
    assertThat(own.verdict().findings())
        .filteredOn(ConfigFixerTest::isWrong)
        .extracting(Finding::ruleId)
        .isSubsetOf(named);
    assertThat(own.verdict().findings())
        .filteredOn(f -> f.result() == Result.PASS)
        .extracting(Finding::ruleId)
        .containsExactlyInAnyOrderElementsOf(
            report.after().verdict().findings().stream()
                .filter(f -> f.result() == Result.PASS)
                .map(Finding::ruleId)
                .toList());
    assertThat(own.verdict().decision()).isEqualTo(report.after().verdict().decision());
    assertThat(report.left()).allSatisfy(l -> assertThat(l.reason()).isNotBlank());
    assertThat(named.size()).isLessThan(Math.max(10, own.verdict().findings().size() / 8));
    assertThat(report.lines().stream().map(l -> l.change()).map(Change::name))
        .doesNotHaveDuplicates();
  }

  private static boolean isWrong(Finding f) {
    return f.result() == Result.FAIL || f.result() == Result.WARN || f.result() == Result.ERROR;
  }

  @ParameterizedTest
  @CsvSource({"6.1,x86_64", "6.12,x86_64", "6.1,arm64", "6.12,arm64"})
  void fragment_forBaseline_leavesNothing(String kernel, String arch) throws Exception {
    FixReport report =
        FIXER.fragment(kernel, arch, List.of(KernelAudit.policies().load("baseline")));

    assertThat(report.left()).isEmpty();
    assertThat(report.after().verdict().decision()).isEqualTo(Decision.ALLOW);
  }

  @Test
  void kernelWithoutATable_isRefused_andSaysWhichThereAre() {
    assertThatThrownBy(
            () ->
                FIXER.fix(
                    subject("# Linux/x86 6.6.1 Kernel Configuration\nCONFIG_X86_64=y\n"),
                    List.of(KernelAudit.policies().load("baseline"))))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "config: no table of the options of Linux 6.6.1; there are 6.1.192, 6.12.117;"
                + " \"plimsoll kconfig import\" makes more");
  }

  @Test
  void cloudFixture_isWholeEnoughToBeFixed() throws Exception {
    Bytes config = CloudKernelTest.config();
    Policy policy = KernelAudit.policies().load("kernel-hardening");

    FixReport report = FIXER.fix(subject(config.utf8()), List.of(policy));

    assertThat(report.left().size())
        .isLessThan(report.before().verdict().counts().getOrDefault(Result.WARN, 0) / 2);
  }
}
