package dev.plimsoll.kernel.audit;

import static dev.plimsoll.kernel.audit.Audits.judge;
import static dev.plimsoll.kernel.audit.Audits.kernel;
import static dev.plimsoll.kernel.audit.Audits.policy;
import static dev.plimsoll.kernel.audit.Audits.policyOf;
import static dev.plimsoll.kernel.audit.Audits.surface;
import static dev.plimsoll.kernel.audit.Audits.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyParser;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelAuditTest {
  private static final String HEAD = "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\n";

  /** want, the option's line ("-" for none), status, observed, where. */
  @ParameterizedTest(name = "{0} of <{1}>")
  @CsvSource(
      delimiter = '|',
      value = {
        "y|CONFIG_A=y|PASS|y|config:3",
        "y|CONFIG_A=m|FAIL|m|config:3",
        "y|# CONFIG_A is not set|FAIL|not set|config:3",
        "y|-|FAIL|''|absent",
        "n|# CONFIG_A is not set|PASS|not set|config:3",
        "{in: [y, m]}|CONFIG_A=m|PASS|m|config:3",
        "unset|CONFIG_A=y|FAIL|y|config:3",
        "unset|# CONFIG_A is not set|PASS|not set|config:3",
        "unset|CONFIG_A=n|PASS|not set|config:3",
        "unset|-|PASS|''|absent",
        "present|# CONFIG_A is not set|PASS|not set|config:3",
        "present|-|FAIL|''|absent",
        "not_off|CONFIG_A=m|PASS|m|config:3",
        "not_off|# CONFIG_A is not set|FAIL|not set|config:3",
        "not_off|-|FAIL|''|absent",
        "{lists: yama}|CONFIG_A=\"lockdown,yama\"|PASS|lockdown,yama|config:3",
        "{lists: yama}|CONFIG_A=\"yamamoto\"|FAIL|yamamoto|config:3",
        "65536|CONFIG_A=0x10000|PASS|0x10000|config:3",
        "{ge: 65536}|CONFIG_A=65535|FAIL|65535|config:3",
        "{ge: 1, le: 100}|CONFIG_A=100|PASS|100|config:3",
        "{ge: 1, le: 100}|CONFIG_A=0|FAIL|0|config:3",
        "{ge: 1}|CONFIG_A=y|FAIL|y|config:3",
        "{max_of: CONFIG_X86_64}|CONFIG_A=y|PASS|y|config:3",
        "{max_of: CONFIG_NONE}|CONFIG_A=y|NOT_APPLICABLE|''|absent",
      })
  void kconfig_want(String want, String line, Status status, String observed, String where)
      throws Exception {
    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: " + want + "}",
            kernel(HEAD + (line.equals("-") ? "" : line + "\n"), ""));

    assertThat(f.status()).isEqualTo(status);
    assertThat(f.observed()).isEqualTo(observed);
    assertThat(f.where()).isEqualTo(where);
    assertThat(f.option()).isEqualTo("CONFIG_A");
    assertThat(f.surface()).isEqualTo("kconfig");
    assertThat(f.result()).isEqualTo(Result.of(status, dev.plimsoll.policy.Mode.ENFORCE));
  }

  @ParameterizedTest(name = "{0} of <{1}>")
  @CsvSource(
      delimiter = '|',
      value = {
        "unset|quiet|PASS|''|absent",
        "unset|quiet p|FAIL|present|cmdline:1:7",
        "unset|p=|FAIL|''|cmdline:1:1",
        "present|p|PASS|present|cmdline:1:1",
        "not_off|p=auto,off|FAIL|auto,off|cmdline:1:1",
        "not_off|p=auto|PASS|auto|cmdline:1:1",
        "not_off|quiet|FAIL|''|absent",
        "'{never: [\"off\"]}'|quiet|PASS|''|absent",
        "'{never: [\"off\"]}'|p=off|FAIL|off|cmdline:1:1",
        "'{never: [\"off\"]}'|p=off p=auto|PASS|auto|cmdline:1:7",
        "'{never: [\"off\"]}'|p=auto -- p=off|PASS|auto|cmdline:1:1",
        "'{never: [sh, \"*/sh\"]}'|p=/usr/bin/sh|FAIL|/usr/bin/sh|cmdline:1:1",
        "'{never: [sh, \"*/sh\"]}'|p=/sbin/fish|PASS|/sbin/fish|cmdline:1:1",
        "'{bool: true}'|p=Y|PASS|Y|cmdline:1:1",
        "'{bool: true}'|p=oN|PASS|oN|cmdline:1:1",
        "'{bool: true}'|p=off|FAIL|off|cmdline:1:1",
        "'{bool: true}'|p=maybe|FAIL|maybe|cmdline:1:1",
        "'{bool: false}'|p=0|PASS|0|cmdline:1:1",
        "'{bool: false}'|quiet|FAIL|''|absent",
      })
  void cmdline_want(String want, String line, Status status, String observed, String where)
      throws Exception {
    Finding f = judge("{subject: cmdline, name: p, want: " + want + "}", kernel(HEAD, line));

    assertThat(f.status()).isEqualTo(status);
    assertThat(f.observed()).isEqualTo(observed);
    assertThat(f.where()).isEqualTo(where);
  }

  /** A rule's option, the kernel's version, its lines, and what becomes of a wanted "y". */
  @ParameterizedTest(name = "{0} in {1} with <{2}>")
  @CsvSource(
      delimiter = '|',
      value = {
        // renamed later: the old name counts
        "MITIGATION_RETPOLINE|6.1.192|CONFIG_RETPOLINE=y|PASS|PASS",
        "MITIGATION_RETPOLINE|6.1.192|# CONFIG_RETPOLINE is not set|FAIL|FAIL",
        "MITIGATION_RETPOLINE|6.1.192|-|FAIL|FAIL",
        // the old name means nothing in a kernel that renamed it
        "MITIGATION_RETPOLINE|6.12.3|CONFIG_RETPOLINE=y|FAIL|FAIL",
        // renamed before: the rule is out of date
        "RETPOLINE|6.12.3|CONFIG_MITIGATION_RETPOLINE=y|SUPERSEDED|PASS",
        "RETPOLINE|6.12.3|# CONFIG_MITIGATION_RETPOLINE is not set|SUPERSEDED|FAIL",
        "CFI_CLANG|7.2.13|CONFIG_CFI=y|SUPERSEDED|PASS",
        "CFI_CLANG|7.2.13|-|SUPERSEDED|FAIL",
        // unconditional now, and unconditional before there was an option
        "X86_SMAP|6.1.192|-|SUPERSEDED|PASS",
        "X86_SMAP|5.10.1|-|FAIL|FAIL",
        "REFCOUNT_FULL|5.4.208|-|SUPERSEDED|PASS",
        "REFCOUNT_FULL|5.4.207|-|FAIL|FAIL",
        "MITIGATION_GDS|6.1.44|-|SUPERSEDED|PASS",
        "MITIGATION_GDS|6.1.43|-|UNAVAILABLE|FAIL",
        "MITIGATION_GDS|6.4.9|-|SUPERSEDED|PASS",
        "MITIGATION_GDS|6.12.3|-|FAIL|FAIL",
        // too old, under whichever name
        "SLAB_BUCKETS|6.1.192|-|UNAVAILABLE|FAIL",
        "MITIGATION_CALL_DEPTH_TRACKING|6.1.192|-|UNAVAILABLE|FAIL",
        "MITIGATION_CALL_DEPTH_TRACKING|6.6.1|-|FAIL|FAIL",
        // gone
        "DEBUG_CREDENTIALS|6.12.3|-|NOT_APPLICABLE|SKIP",
        "DEBUG_CREDENTIALS|6.6.8|-|NOT_APPLICABLE|SKIP",
        "DEBUG_CREDENTIALS|6.6.7|-|FAIL|FAIL",
      })
  void kconfig_history(String option, String version, String line, Status status, Result result)
      throws Exception {
    String config =
        "# Linux/x86 "
            + version
            + " Kernel Configuration\nCONFIG_X86_64=y\n"
            + (line.equals("-") ? "" : line + "\n");

    Finding f =
        judge("{subject: kconfig, name: CONFIG_" + option + ", want: y}", kernel(config, ""));

    assertThat(f.status()).isEqualTo(status);
    assertThat(f.result()).isEqualTo(result);
  }

  @Test
  void kconfig_offInAKernelThatNeverHadTheOption_givesNoCredit() throws Exception {
    Finding f = judge("{subject: kconfig, name: CONFIG_DEVKMEM, want: unset}", kernel(HEAD, ""));

    assertThat(f.status()).isEqualTo(Status.NOT_APPLICABLE);
    assertThat(f.message())
        .isEqualTo("CONFIG_DEVKMEM: Linux 6.1.192 has no such option, gone by 5.13");
  }

  @Test
  void kconfig_twoValuesForOneOption_isUnknown() throws Exception {
    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y}",
            kernel(HEAD + "CONFIG_A=y\n# CONFIG_A is not set\n", ""));

    assertThat(f.status()).isEqualTo(Status.UNKNOWN);
    assertThat(f.result()).isEqualTo(Result.ERROR);
  }

  @Test
  void audit_brokenLine_isAnErrorOfEveryPolicy() throws Exception {
    Verdict v =
        verdict(
            policy("{subject: kconfig, name: CONFIG_X86_64, want: y}"),
            kernel(HEAD + "garbage\n", ""));

    assertThat(v.decision()).isEqualTo(Verdict.Decision.DENY);
    assertThat(v.findings().getFirst().ruleId()).isEqualTo("kconfig-readable");
    assertThat(v.findings().getFirst().where()).isEqualTo("config:3");
    assertThat(v.findings().getFirst().result()).isEqualTo(Result.ERROR);
  }

  /** Conditions: the check's extra keys, more lines of the configuration, command line, status. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alternatives: [{subject: kconfig, name: CONFIG_B, want: y}]|CONFIG_B=y|PASS",
        "alternatives: [{subject: kconfig, name: CONFIG_B, want: y}]|CONFIG_C=y|FAIL",
        "alternatives: [{kernel: '>=6.1 <6.2'}]|CONFIG_C=y|PASS",
        "alternatives: [{kernel: '>=6.2'}]|CONFIG_C=y|FAIL",
        "alternatives: [{not: {arch: arm64}}]|CONFIG_C=y|PASS",
        "'alternatives: [{all: [{subject: cmdline, name: a, want: present}, {arch: x86_64}]}]'|CONFIG_C=y|PASS",
        "'alternatives: [{any: [{subject: cmdline, name: zz, want: present}, {arch: arm64}]}]'|CONFIG_C=y|FAIL",
        "alternatives: [{subject: sysctl, name: kernel.x, want: 1}]|CONFIG_C=y|UNKNOWN",
        "when: {arch: arm64}|CONFIG_C=y|NOT_APPLICABLE",
        "'when: {arch: [x86_64, arm64]}'|CONFIG_C=y|FAIL",
        "when: {kernel: '<6.1'}|CONFIG_C=y|NOT_APPLICABLE",
        "when: {compiler: clang}|CONFIG_CC_IS_GCC=y|NOT_APPLICABLE",
        "when: {compiler: gcc}|CONFIG_CC_IS_GCC=y|FAIL",
        "'when: {all: [{subject: kconfig, name: CONFIG_B, want: y}]}'|CONFIG_C=y|NOT_APPLICABLE",
        "'when: {all: [{subject: sysctl, name: kernel.x, want: 1}]}'|CONFIG_C=y|UNKNOWN",
      })
  void check_conditions(String keys, String line, Status status) throws Exception {
    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y, " + keys + "}",
            kernel(HEAD + line + "\n", "a"));

    assertThat(f.status()).isEqualTo(status);
  }

  @Test
  void requires_firstUnmetConditionIsNamed() throws Exception {
    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y, requires: ["
                + "{subject: kconfig, name: CONFIG_B, want: y},"
                + "{subject: kconfig, name: CONFIG_C, want: y}]}",
            kernel(HEAD + "CONFIG_A=y\nCONFIG_B=y\n", ""));

    assertThat(f.status()).isEqualTo(Status.FAIL);
    assertThat(f.message()).isEqualTo("CONFIG_A=y, but counts only when CONFIG_C=y");
  }

  @Test
  void alternative_namesTheWinningBranch() throws Exception {
    String check =
        "{subject: cmdline, name: p, want: {bool: true}, alternatives: ["
            + "{all: [{subject: kconfig, name: CONFIG_P_ON, want: y},"
            + " {subject: cmdline, name: p, want: unset}]}]}";

    Finding byDefault = judge(check, kernel(HEAD + "CONFIG_P_ON=y\n", "quiet"));
    Finding overridden = judge(check, kernel(HEAD + "CONFIG_P_ON=y\n", "p=0"));

    assertThat(byDefault.status()).isEqualTo(Status.PASS);
    assertThat(byDefault.message()).isEqualTo("p is absent, but CONFIG_P_ON=y");
    assertThat(overridden.status()).isEqualTo(Status.FAIL);
    assertThat(overridden.remediation()).isEqualTo("Put p=1 on the kernel command line.");
  }

  @Test
  void version_unknown_isNeverAPass() throws Exception {
    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y, alternatives: [{kernel: '>=5.0'}]}",
            kernel("CONFIG_X86_64=y\n", ""));

    assertThat(f.status()).isEqualTo(Status.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "6.12.3, 6.12.3, PASS",
    "6.1.192, 6.1.192, FAIL",
    // a release name does not count stable updates: the header is better evidence
    "6.1.0-56-cloud-amd64, 6.1.192, FAIL",
  })
  void version_givenByTheCaller(String given, String seen, Status status) throws Exception {
    KernelSubject subject =
        new KernelSubject(
            "t",
            Optional.of(surface("config", HEAD)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(given),
            Optional.empty());

    Finding f =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y, alternatives: [{kernel: '>=6.12'}]}",
            subject);
    Finding exact =
        judge(
            "{subject: kconfig, name: CONFIG_A, want: y, alternatives: [{kernel: '="
                + seen
                + "'}]}",
            subject);

    assertThat(f.status()).isEqualTo(status);
    assertThat(exact.status()).isEqualTo(Status.PASS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONFIG_ARM64=y|''|c:2:1: a kernel configuration for two architectures: CONFIG_X86_64=y at line 1, CONFIG_ARM64=y at line 2",
        "CONFIG_B=y|arm64|c: a kernel configuration for x86_64, wanted one for arm64",
      })
  void arch_contradictions(String line, String given, String message) throws Exception {
    KernelSubject subject =
        new KernelSubject(
            "t",
            Optional.of(surface("c", "CONFIG_X86_64=y\n" + line + "\n")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(given).filter(a -> !a.isEmpty()));
    Policy p = policy("{subject: kconfig, name: CONFIG_A, want: y}");

    assertThatThrownBy(() -> verdict(p, subject))
        .isInstanceOf(FormatException.class)
        .hasMessage(message);
  }

  @Test
  void surfaces_notGiven_areListed_andNothingIsSaidOfThem() throws Exception {
    Policy p =
        policyOf(
            """
            - {id: k, title: K, severity: low, check: {subject: kconfig, name: CONFIG_A, want: y}}
            - {id: c, title: C, severity: low, check: {subject: cmdline, name: a, want: present}}
            - {id: s, title: S, severity: low, check: {subject: sysctl, name: a.b, want: 1}}
            """);
    KernelSubject onlyLine =
        new KernelSubject(
            "t",
            Optional.empty(),
            Optional.of(surface("cmdline", "a")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Verdict v = verdict(p, onlyLine);

    assertThat(v.findings()).extracting(Finding::ruleId).containsExactly("c");
    assertThat(v.notAssessed()).containsExactly("kconfig", "sysctl");
    assertThat(v.decision()).isEqualTo(Verdict.Decision.ALLOW);
  }

  @Test
  void surfaces_required_areErrorsWhenMissing() throws Exception {
    Policy p =
        PolicyParser.parse(
            "p.yaml",
            Bytes.ofUtf8(
                """
                apiVersion: plimsoll/v1
                kind: Policy
                metadata: {name: p, version: 1.0.0}
                target: kernel
                mode: enforce
                requires: [kconfig]
                rules:
                  - {id: k, title: K, severity: low, check: {subject: kconfig, name: CONFIG_A, want: unset}}
                  - {id: e, title: E, severity: low, assert: "!kconfig.enabled('CONFIG_A')"}
                """));
    KernelSubject nothing =
        new KernelSubject(
            "t",
            Optional.empty(),
            Optional.of(surface("cmdline", "a")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Verdict v = verdict(p, nothing);

    assertThat(v.findings()).extracting(Finding::status).containsOnly(Status.UNKNOWN).hasSize(2);
    assertThat(v.decision()).isEqualTo(Verdict.Decision.DENY);
  }

  @Test
  void cel_isJudgedBesideChecks() throws Exception {
    Policy p =
        policyOf(
            """
            - id: good
              title: Good
              severity: low
              assert: kconfig.enabled('CONFIG_X86_64') && !cmdline.has('nokaslr') && kernel.atLeast('6.1')
            - id: bad
              title: Bad
              severity: high
              remediation: Mend it.
              assert: cmdline.value('init') == ''
              message: "'init is ' + cmdline.value('init')"
            - {id: other, title: O, severity: low, when: kernel.arch() == 'arm64', assert: 'false'}
            - {id: broken, title: B, severity: low, assert: "int(kconfig.value('CONFIG_X86_64')) > 0"}
            - {id: unseen, title: U, severity: low, assert: "true || sysctl.has('a.b')"}
            """);

    List<Finding> found = verdict(p, kernel(HEAD, "init=/bin/sh")).findings();

    assertThat(found).extracting(Finding::ruleId).containsExactly("good", "bad", "other", "broken");
    assertThat(found)
        .extracting(Finding::status)
        .containsExactly(Status.PASS, Status.FAIL, Status.NOT_APPLICABLE, Status.UNKNOWN);
    assertThat(found.get(1).message()).isEqualTo("init is /bin/sh");
    assertThat(found.get(1).remediation()).isEqualTo("Mend it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{subject: kconfg, name: CONFIG_A, want: y}|p.yaml:7:56: unknown subject \"kconfg\", wanted one of kconfig, cmdline, sysctl, host; did you mean \"kconfig\"?",
        "{subject: kconfig, name: A, want: y}|p.yaml:7:71: name \"A\", wanted CONFIG_X",
        "{subject: kconfig, name: CONFIG_A}|p.yaml:7:46: a check lacks \"want\"",
        "{subject: kconfig, name: CONFIG_A, wnat: y}|p.yaml:7:81: unknown key \"wnat\" in a check; did you mean \"want\"?",
        "'{subject: kconfig, name: CONFIG_A, want: [y]}'|p.yaml:7:87: \"want\" is a list, wanted a value or one of eq, in",
        "'{subject: kconfig, name: CONFIG_A, want: {equals: y}}'|p.yaml:7:88: unknown key \"equals\" in \"want\"",
        "'{subject: kconfig, name: CONFIG_A, want: {in: []}}'|p.yaml:7:92: \"in\" is empty",
        "'{subject: kconfig, name: CONFIG_A, want: {ge: many}}'|p.yaml:7:92: \"ge\" is no number",
        "'{subject: kconfig, name: CONFIG_A, want: {unset: false}}'|p.yaml:7:95: \"unset\" can only be true",
        "'{subject: kconfig, name: CONFIG_A, want: y, when: {arch: amd65}}'|p.yaml:7:103: unknown arch \"amd65\"",
        "'{subject: kconfig, name: CONFIG_A, want: y, when: {kernel: new}}'|p.yaml:7:105: kernel \"new\", wanted bounds",
        "'{subject: kconfig, name: CONFIG_A, want: y, when: {kernel: \">=6.9 <5.19\"}}'|p.yaml:7:105: kernel \">=6.9 <5.19\" holds for no version: upside down?",
        "'{subject: kconfig, name: CONFIG_A, want: y, when: {kernel: \">6.9 <=6.9\"}}'|p.yaml:7:105: kernel \">6.9 <=6.9\" holds for no version: upside down?",
        "'{subject: kconfig, name: CONFIG_A, want: {ge: 9, le: 8}}'|p.yaml:7:92: no number is at least 9 and at most 8",
        "'{subject: kconfig, name: CONFIG_A, want: y, when: {compiler: tcc}}'|p.yaml:7:107: compiler is gcc or clang",
        "'{subject: kconfig, name: CONFIG_A, want: y, alternatives: [{}]}'|p.yaml:7:105: a condition needs exactly one of",
        "'{subject: kconfig, name: CONFIG_A, want: y, alternatives: []}'|p.yaml:7:104: \"alternatives\" is empty",
      })
  void verify_refusesAWrongCheck_located(String check, String message) throws Exception {
    Policy p = policy(check);

    assertThatThrownBy(() -> Audits.AUDIT.verify(p))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void arch_takesOtherSpellings() throws Exception {
    Policy p = policy("{subject: kconfig, name: CONFIG_A, want: y, when: {arch: riscv64}}");

    assertThat(verdict(p, kernel("CONFIG_RISCV=y\nCONFIG_A=y\n", "")).findings())
        .extracting(Finding::status)
        .containsExactly(Status.PASS);
  }

  @Test
  void audit_refusesAPolicyForAnotherTarget() throws Exception {
    Policy p =
        PolicyParser.parse(
            "p.yaml",
            Bytes.ofUtf8(
                """
                apiVersion: plimsoll/v1
                kind: Policy
                metadata: {name: layers, version: 1.0.0}
                target: layer
                mode: enforce
                rules:
                  - {id: k, title: K, severity: low, check: {whatever: 1}}
                """));

    assertThatThrownBy(() -> verdict(p, kernel(HEAD, "")))
        .isInstanceOf(FormatException.class)
        .hasMessage("policy \"layers\" is for target layer, not kernel");
  }

  @Test
  void audit_sameInput_givesTheSameBytes() throws Exception {
    Policy baseline = KernelAudit.policies().load("baseline");
    KernelSubject subject = kernel(HEAD + "CONFIG_BUG=y\n", "quiet");

    AuditReport one = new KernelAudit().audit(subject, List.of(baseline));
    AuditReport two = new KernelAudit().audit(subject, List.of(baseline));

    assertThat(one.encode()).isEqualTo(two.encode());
    assertThat(AuditReport.parse("r", one.encode())).isEqualTo(one);
  }
}
