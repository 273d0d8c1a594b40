package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every fact of the published table (architecture, option, value; {@code kconfig/rules.csv} in the
 * folder {@code PLIMSOLL_TEST_DATA}) is stated by a rule of the pack kernel-hardening, and the rule
 * means it: a kernel with the value passes, one with another fails.
 */
class FactTableCoverageTest {
  private static final List<String> ARCHS = List.of("x86_64", "x86_32", "arm64", "arm", "riscv");
  private static final Set<String> X86 = Set.of("x86_64", "x86_32");

  /**
   * Facts that the table has for every architecture, of options that only some have: elsewhere
   * "off" would be a pass that nobody earned, so there is no rule.
   */
  private static final Map<String, Set<String>> HOME =
      Map.ofEntries(
          Map.entry("CONFIG_IA32_EMULATION", X86),
          Map.entry("CONFIG_X86_X32_ABI", X86),
          Map.entry("CONFIG_MODIFY_LDT_SYSCALL", X86),
          Map.entry("CONFIG_X86_MSR", X86),
          Map.entry("CONFIG_M486", X86),
          Map.entry("CONFIG_X86_VSYSCALL_EMULATION", X86),
          Map.entry("CONFIG_PUNIT_ATOM_DEBUG", X86),
          Map.entry("CONFIG_X86_16BIT", X86),
          Map.entry("CONFIG_X86_CPUID", X86),
          Map.entry("CONFIG_X86_IOPL_IOPERM", X86),
          Map.entry("CONFIG_OABI_COMPAT", Set.of("arm")),
          Map.entry("CONFIG_ARM_PTDUMP", Set.of("arm")),
          Map.entry("CONFIG_ARM_PTDUMP_DEBUGFS", Set.of("arm")),
          Map.entry("CONFIG_CORESIGHT", Set.of("arm64", "arm")),
          Map.entry("nosmep", X86),
          Map.entry("nosmap", X86),
          Map.entry("dis_ucode_ldr", X86),
          Map.entry("setcpuid", X86),
          Map.entry("clearcpuid", X86),
          Map.entry("nopti", X86),
          Map.entry("nospec_store_bypass_disable", X86),
          Map.entry("arm64.nobti", Set.of("arm64")),
          Map.entry("arm64.nopauth", Set.of("arm64")),
          Map.entry("arm64.nomte", Set.of("arm64")),
          Map.entry("arm64.nogcs", Set.of("arm64")));

  /** Newest first; a fact is put to the test on the newest that has its option. */
  private static final List<String> KERNELS =
      List.of("7.2.13", "6.12.30", "6.6.50", "6.1.192", "5.15.100", "5.4.100", "4.19.100");

  private static final OptionHistory HISTORY = OptionHistory.shipped();

  private record Fact(String arch, String type, String option, String wanted) {
    @Override
    public String toString() {
      return arch + " " + type + " " + option + " " + wanted;
    }
  }

  private static List<Fact> facts = List.of();
  private static List<CompiledRule> rules = List.of();

  @BeforeAll
  static void read() throws Exception {
    Optional<Path> table =
        Optional.ofNullable(System.getenv("PLIMSOLL_TEST_DATA"))
            .map(d -> Path.of(d, "kconfig", "rules.csv"))
            .filter(Files::isRegularFile);
    assumeTrue(
        table.isPresent(), "PLIMSOLL_TEST_DATA has no kconfig/rules.csv: coverage is not checked");
    List<Fact> read = new ArrayList<>();
    for (Map<String, String> row : FactTable.rows(Files.readString(table.get()))) {
      String archs = FactTable.field(row, "archs");
      for (String arch : archs.equals("all") ? ARCHS : List.of(archs.split(" "))) {
        read.add(
            new Fact(
                arch,
                FactTable.field(row, "type"),
                newest(FactTable.field(row, "option")),
                FactTable.field(row, "desired")));
      }
    }
    facts = List.copyOf(read);
    List<CompiledRule> compiled = new ArrayList<>();
    for (Rule rule : KernelAudit.policies().load("kernel-hardening").rules()) {
      if (rule.body() instanceof Rule.Check check) {
        compiled.add(CheckCompiler.compile(rule, check.keys()));
      }
    }
    rules = List.copyOf(compiled);
  }

  /** Rules go by an option's newest name. */
  private static String newest(String option) {
    if (!option.startsWith("CONFIG_")) {
      return option;
    }
    List<OptionName> next = HISTORY.of(OptionName.of(option)).successors();
    return next.isEmpty() || stated(option) ? option : next.getFirst().toString();
  }

  /** Names that a successor has made several of: the fact stays with the old one. */
  private static boolean stated(String option) {
    return option.equals("CONFIG_ARM_DEBUG_WX");
  }

  private static boolean foreign(Fact f) {
    return !HOME.getOrDefault(f.option(), Set.of(f.arch())).contains(f.arch());
  }

  private static List<CompiledRule> of(Fact f) {
    return rules.stream()
        .filter(r -> r.primary().surface().wire().equals(f.type()))
        .filter(r -> r.primary().name().equals(f.option()))
        .filter(r -> appliesOn(r, f.arch()))
        .filter(r -> wants(r.primary().want(), f.wanted()))
        .toList();
  }

  private static boolean appliesOn(CompiledRule rule, String arch) {
    return rule.when().stream()
        .allMatch(c -> !(c instanceof Condition.Arch a) || a.archs().contains(arch));
  }

  /** A rule may ask for more than one value where the fact has one, never for another. */
  private static boolean wants(Want want, String wanted) {
    if (wanted.startsWith("lists:")) {
      return want.equals(new Want.Lists(wanted.substring(6)));
    }
    if (wanted.startsWith("max-of:")) {
      return want instanceof Want.MaxOf m && m.option().toString().equals(wanted.substring(7));
    }
    return switch (wanted) {
      case "unset" -> want.acceptsAbsent() && !want.accepts("y");
      case "present" -> want instanceof Want.Present;
      case "not-off" -> !want.accepts("off") && want.accepts("on");
      default -> want.accepts(wanted) && !want.acceptsAbsent() && !want.accepts("zzz");
    };
  }

  @Test
  void everyFact_isStatedByARule_orBelongsToAnotherArchitecture() {
    Set<String> missing = new TreeSet<>();
    for (Fact f : facts) {
      if (!foreign(f) && of(f).isEmpty()) {
        missing.add(f.toString());
      }
      if (foreign(f)) {
        assertThat(of(f)).as("a rule after all: %s", f).isEmpty();
      }
    }

    assertThat(missing).isEmpty();
    assertThat(facts).hasSizeGreaterThan(1_500);
  }

  @Test
  void everyFact_decidesAKernelThatIsMadeForIt() throws Exception {
    Policy policy = KernelAudit.policies().load("kernel-hardening");
    Set<String> wrong = new TreeSet<>();
    int decided = 0;
    for (Fact f : facts) {
      for (CompiledRule rule : foreign(f) ? List.<CompiledRule>of() : of(f)) {
        String version = version(rule);
        SampleKernel good = base(rule, f.arch(), version);
        good.satisfy(rule.primary());
        SampleKernel bad = base(rule, f.arch(), version);
        rule.alternatives().forEach(a -> bad.violate(a.condition()));
        bad.violate(rule.primary());

        Finding pass = judge(policy, rule, good);
        Finding fail = judge(policy, rule, bad);
        if (pass.result() != Result.PASS) {
          wrong.add(f + " as wanted on " + version + ": " + pass.status() + " " + pass.message());
        }
        if (fail.result() == Result.PASS || fail.status() == Status.NOT_APPLICABLE) {
          wrong.add(f + " otherwise on " + version + ": " + fail.status() + " " + fail.message());
        }
        decided++;
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(decided).isGreaterThan(1_500);
  }

  /** A kernel that the rule applies to, with all that it requires. */
  private static SampleKernel base(CompiledRule rule, String arch, String version) {
    SampleKernel kernel = new SampleKernel(arch, version);
    rule.when().forEach(kernel::satisfy);
    rule.requires().forEach(kernel::satisfy);
    return kernel;
  }

  private static String version(CompiledRule rule) throws Exception {
    for (String text : KERNELS) {
      KernelVersion v = KernelVersion.parse(text);
      boolean there =
          !(rule.primary() instanceof Condition.Option o)
              || !(HISTORY.of(o.option()).gone(v) || HISTORY.of(o.option()).tooOld(v));
      boolean applies =
          rule.when().stream()
              .allMatch(c -> !(c instanceof Condition.Kernel k) || k.range().holds(v));
      if (there && applies) {
        return text;
      }
    }
    throw new AssertionError("no kernel has " + rule.primary().name());
  }

  private static Finding judge(Policy policy, CompiledRule rule, SampleKernel kernel)
      throws Exception {
    Map<String, Finding> found = new HashMap<>();
    Audits.verdict(policy, kernel.subject()).findings().forEach(f -> found.put(f.ruleId(), f));
    return Optional.ofNullable(found.get(rule.rule().id())).orElseThrow();
  }
}
