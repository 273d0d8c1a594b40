package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pack that stands for a source states every setting of it. The settings are {@code
 * kconfig/sources.csv} in the folder {@code PLIMSOLL_TEST_DATA}: source, type, option, desired
 * value, architectures.
 */
class PackFactsTest {
  private static final Pattern FIELD = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,]*)");

  /** Settings that a rule states in another way, with the reason. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "clipos CONFIG_ARCH_MMAP_RND_BITS",
          "the rule asks for the most that the architecture has, which is 32 on x86_64");

  private final OptionHistory history = OptionHistory.shipped();

  private record Fact(
      String source, String type, String option, String desired, Set<String> archs) {
    static Fact of(List<String> row) {
      String archs = row.get(4);
      return new Fact(
          row.get(0),
          row.get(1),
          row.get(2),
          row.get(3),
          archs.equals("all") ? Set.of() : Set.of(archs.split(" ")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kspp, kspp-2025-01, 206",
    "clipos, clipos-docs-2023, 161",
    "hardening-config, linux-6.12-hardening.config, 71",
    "hardening-config, linux-7.2-hardening.config, 74"
  })
  void pack_statesEverySettingOfItsSource(String pack, String source, int settings)
      throws Exception {
    Optional<Path> table =
        Optional.ofNullable(System.getenv("PLIMSOLL_TEST_DATA"))
            .map(d -> Path.of(d, "kconfig", "sources.csv"))
            .filter(Files::isRegularFile);
    assumeTrue(table.isPresent(), "PLIMSOLL_TEST_DATA has no kconfig/sources.csv");
    List<Fact> facts =
        Files.readAllLines(table.get()).stream()
            .skip(1)
            .map(PackFactsTest::fields)
            .map(Fact::of)
            .filter(f -> f.source().equals(source))
            .toList();
    List<CompiledRule> rules = compiled(KernelAudit.policies().load(pack));

    List<Fact> missing = new ArrayList<>();
    for (Fact fact : facts) {
      if (!OTHERWISE.containsKey(pack + " " + fact.option())
          && rules.stream().noneMatch(r -> states(r, fact))) {
        missing.add(fact);
      }
    }

    assertThat(facts).hasSize(settings);
    assertThat(missing).isEmpty();
  }

  private static List<CompiledRule> compiled(Policy policy) throws Exception {
    List<CompiledRule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      if (rule.body() instanceof Rule.Check check) {
        rules.add(CheckCompiler.compile(rule, check.keys()));
      }
    }
    return rules;
  }

  private boolean states(CompiledRule rule, Fact fact) {
    Condition.Leaf leaf = rule.primary();
    return leaf.surface().wire().equals(fact.type())
        && names(fact).contains(leaf.name())
        && wants(leaf.want(), fact.desired())
        && covers(rule, fact.archs());
  }

  /** The option's own name and the later ones. */
  private Set<String> names(Fact fact) {
    Set<String> names = new HashSet<>(Set.of(fact.option()));
    if (fact.type().equals("kconfig")) {
      history.of(OptionName.of(fact.option())).successors().forEach(n -> names.add(n.toString()));
    }
    return names;
  }

  private static boolean wants(Want want, String desired) {
    return switch (desired) {
      case "unset" -> want.acceptsAbsent() && !want.accepts("y");
      case "present" -> want instanceof Want.Present;
      case "y" -> want.accepts("y") && !want.acceptsAbsent();
      default -> {
        String value = desired.replaceAll("^\"|\"$", "");
        yield want.accepts(value) && !want.accepts("~") && !want.acceptsAbsent();
      }
    };
  }

  /** A fragment for one family of machines is stated when one of the family has the rule. */
  private static boolean covers(CompiledRule rule, Set<String> archs) {
    for (Condition c : rule.when()) {
      if (c instanceof Condition.Arch a
          && !archs.isEmpty()
          && archs.stream().noneMatch(a.archs()::contains)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    Matcher m = FIELD.matcher(line);
    int at = 0;
    while (at <= line.length() && m.find(at)) {
      fields.add(m.group(1) == null ? m.group(2) : m.group(1).replace("\"\"", "\""));
      at = m.end() + 1;
    }
    return fields;
  }
}
