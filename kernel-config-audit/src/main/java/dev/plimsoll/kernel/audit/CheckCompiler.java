package dev.plimsoll.kernel.audit;

import static dev.plimsoll.policy.FieldReader.error;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.host.HostFacts;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns the {@code check} of a rule into conditions (docs/policies.md, "Checks"). Every complaint
 * is located. Stateless.
 */
final class CheckCompiler {
  private static final int MAX_DEPTH = 8;
  private static final List<String> CHECK =
      List.of("subject", "name", "want", "when", "requires", "alternatives");
  private static final List<String> LEAF = List.of("subject", "name", "want");
  private static final List<String> CONDITION =
      List.of("subject", "name", "want", "kernel", "arch", "all", "any", "not");
  private static final List<String> WHEN = List.of("kernel", "arch", "compiler", "all");
  private static final List<String> ARCHS =
      List.of(
          "x86_64",
          "x86_32",
          "arm64",
          "arm",
          "riscv",
          "powerpc",
          "s390",
          "mips",
          "loongarch",
          "um");
  private static final Pattern OPTION = Pattern.compile("CONFIG_[A-Za-z0-9_]{1,200}");
  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9_.-]{1,100}|vulnerability\\.\\*|module\\.[A-Za-z0-9_-]{1,100}");
  private static final Pattern SYSCTL = Pattern.compile("[A-Za-z0-9_./:@*-]{1,200}");

  private CheckCompiler() {}

  static CompiledRule compile(Rule rule, YamlMap check) throws FormatException {
    FieldReader c = FieldReader.of(check, "a check", CHECK);
    Condition.Leaf primary = leaf(c);
    List<Condition> when = c.find("when").isEmpty() ? List.of() : when(c.require("when"));
    return new CompiledRule(
        rule,
        when,
        primary,
        conditions(c, "requires", 0),
        conditions(c, "alternatives", 0).stream()
            .map(a -> new CompiledRule.Alternative(a, Words.branch(primary, a)))
            .toList(),
        rule.remediation().isEmpty() ? Fix.of(primary) : rule.remediation());
  }

  private static List<Condition> when(YamlNode node) throws FormatException {
    FieldReader w = FieldReader.of(node, "\"when\"", WHEN);
    List<Condition> when = new ArrayList<>();
    if (w.find("arch").isPresent()) {
      when.add(arch(w));
    }
    if (w.find("kernel").isPresent()) {
      when.add(kernel(w));
    }
    if (w.find("compiler").isPresent()) {
      String compiler = w.string("compiler");
      if (!compiler.equals("gcc") && !compiler.equals("clang")) {
        throw error(w.require("compiler").at(), "compiler is gcc or clang");
      }
      when.add(
          new Condition.Option(
              OptionName.of(compiler.equals("gcc") ? "CC_IS_GCC" : "CC_IS_CLANG"),
              Want.Equal.of("y")));
    }
    when.addAll(conditions(w, "all", 0));
    return when;
  }

  private static List<Condition> conditions(FieldReader from, String key, int depth)
      throws FormatException {
    List<Condition> conditions = new ArrayList<>();
    for (YamlNode node : from.list(key)) {
      conditions.add(condition(node, depth + 1));
    }
    if (from.find(key).isPresent() && conditions.isEmpty()) {
      throw error(from.require(key).at(), "\"" + key + "\" is empty");
    }
    return conditions;
  }

  private static Condition condition(YamlNode node, int depth) throws FormatException {
    if (depth > MAX_DEPTH) {
      throw error(node.at(), "conditions nest deeper than " + MAX_DEPTH);
    }
    FieldReader c = FieldReader.of(node, "a condition", CONDITION);
    List<String> kinds = new ArrayList<>();
    for (String kind : List.of("name", "kernel", "arch", "all", "any", "not")) {
      if (c.find(kind).isPresent()) {
        kinds.add(kind);
      }
    }
    if (kinds.size() != 1) {
      throw error(
          node.at(),
          "a condition needs exactly one of name, kernel, arch, all, any, not; found "
              + (kinds.isEmpty() ? "none" : String.join(", ", kinds)));
    }
    return switch (kinds.getFirst()) {
      case "kernel" -> kernel(FieldReader.of(node, "a condition", List.of("kernel")));
      case "arch" -> arch(FieldReader.of(node, "a condition", List.of("arch")));
      case "all" -> new Condition.All(conditions(only(node, "all"), "all", depth));
      case "any" -> new Condition.Any(conditions(only(node, "any"), "any", depth));
      case "not" -> new Condition.Not(condition(only(node, "not").require("not"), depth + 1));
      default -> leaf(FieldReader.of(node, "a condition", LEAF));
    };
  }

  private static FieldReader only(YamlNode node, String key) throws FormatException {
    return FieldReader.of(node, "a condition", List.of(key));
  }

  private static Condition kernel(FieldReader c) throws FormatException {
    String text = c.string("kernel");
    Optional<VersionRange> range = VersionRange.find(text);
    if (range.isEmpty()) {
      throw error(
          c.require("kernel").at(),
          "kernel " + FormatException.quote(text) + ", wanted bounds such as \">=5.19 <6.9\"");
    }
    if (range.get().isEmpty()) {
      throw error(
          c.require("kernel").at(),
          "kernel " + FormatException.quote(text) + " holds for no version: upside down?");
    }
    return new Condition.Kernel(range.get());
  }

  private static Condition arch(FieldReader c) throws FormatException {
    List<String> archs = c.strings("arch").stream().map(Architecture::canonical).toList();
    for (String a : archs) {
      if (!ARCHS.contains(a)) {
        throw error(
            c.require("arch").at(),
            "unknown arch "
                + FormatException.quote(a)
                + ", wanted "
                + String.join(", ", ARCHS)
                + Suggestion.of(a, ARCHS));
      }
    }
    return new Condition.Arch(Set.copyOf(archs));
  }

  private static Condition.Leaf leaf(FieldReader c) throws FormatException {
    Surface subject = c.word("subject", Surface.values(), Surface::wire);
    String name = c.string("name");
    SourcePosition at = c.require("name").at();
    Want want = WantCompiler.compile(c.require("want"));
    return switch (subject) {
      case KCONFIG ->
          new Condition.Option(OptionName.of(named(name, OPTION, "CONFIG_X", at)), want);
      case CMDLINE -> new Condition.Param(named(name, PARAMETER, "a parameter's name", at), want);
      case HOST -> new Condition.Host(hostFact(name, at), want);
      case SYSCTL -> new Condition.Sysctl(named(name, SYSCTL, "a key such as kernel.x", at), want);
    };
  }

  private static String hostFact(String name, SourcePosition at) throws FormatException {
    boolean known =
        HostFacts.NAMES.contains(name)
            || HostFacts.PREFIXES.stream().anyMatch(p -> name.startsWith(p) && !name.equals(p));
    if (!known || !HOST.matcher(name).matches()) {
      throw error(
          at,
          "no fact "
              + FormatException.quote(name)
              + " of a host, wanted "
              + String.join(", ", HostFacts.NAMES)
              + " or "
              + String.join("NAME, ", HostFacts.PREFIXES)
              + "NAME"
              + Suggestion.of(name, HostFacts.NAMES));
    }
    return name;
  }

  private static String named(String name, Pattern form, String wanted, SourcePosition at)
      throws FormatException {
    if (!form.matcher(name).matches()) {
      throw error(at, "name " + FormatException.quote(name) + ", wanted " + wanted);
    }
    return name;
  }
}
