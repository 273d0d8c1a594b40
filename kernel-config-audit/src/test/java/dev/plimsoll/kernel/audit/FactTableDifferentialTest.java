package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Judges a kernel by the published table of hardening facts ({@code kconfig/rules.csv} in the
 * folder {@code PLIMSOLL_TEST_DATA}), read and evaluated here by code of its own, and compares. We
 * may be milder only for a reason, and never stricter. {@code PLIMSOLL_TEST_KCONFIG} names another
 * x86_64 configuration than the fixture.
 */
class FactTableDifferentialTest {
  private static final Pattern LINE =
      Pattern.compile("(?:(CONFIG_\\w+)=(.*)|# (CONFIG_\\w+) is not set)");
  private static final Map<String, String> RENAMED =
      Map.of(
          "CONFIG_CFI_CLANG", "CONFIG_CFI",
          "CONFIG_RANDOM_KMALLOC_CACHES", "CONFIG_KMALLOC_PARTITION_CACHES");

  private final Map<String, String> options = new HashMap<>();
  private KernelVersion version = new KernelVersion(0, 0, 0);

  @Test
  void verdicts_agreeWithTheTable_orHaveAReason() throws Exception {
    Optional<Path> table =
        Optional.ofNullable(System.getenv("PLIMSOLL_TEST_DATA"))
            .map(d -> Path.of(d, "kconfig", "rules.csv"))
            .filter(Files::isRegularFile);
    assumeTrue(
        table.isPresent(), "PLIMSOLL_TEST_DATA has no kconfig/rules.csv: no differential run");
    Bytes config = config();
    read(config.utf8());
    Map<String, List<Finding>> ours = ours(config);

    int compared = 0;
    int same = 0;
    List<String> unexplained = new ArrayList<>();
    for (Map<String, String> row : FactTable.rows(Files.readString(table.get()))) {
      if (FactTable.field(row, "type").equals("sysctl")) {
        continue;
      }
      Optional<Finding> finding = finding(row, ours);
      if (finding.isEmpty()) {
        continue;
      }
      compared++;
      boolean theirs = holds(row);
      Finding f = finding.get();
      boolean pass = f.result() == Result.PASS;
      if (pass == theirs) {
        same++;
      } else if (!explained(f, theirs)) {
        unexplained.add(f.option() + ": table " + theirs + ", we say " + f.status() + " " + f);
      }
    }

    System.out.println(compared + " settings compared, " + same + " verdicts the same");
    assertThat(unexplained).isEmpty();
    assertThat(compared).isGreaterThan(300);
    assertThat(same).isGreaterThan(compared * 4 / 5);
  }

  private static boolean explained(Finding f, boolean theirs) {
    if (theirs) {
      return f.status() == Status.NOT_APPLICABLE;
    }
    return f.status() == Status.SUPERSEDED
        || f.message().contains("(named ")
        || f.message().contains("but mitigations ")
        || f.message().contains("CONFIG_HARDENED_USERCOPY=y")
        || f.status() == Status.NOT_APPLICABLE;
  }

  private static Bytes config() throws Exception {
    Optional<String> other = Optional.ofNullable(System.getenv("PLIMSOLL_TEST_KCONFIG"));
    return other.isPresent()
        ? Bytes.copyOf(Files.readAllBytes(Path.of(other.get())))
        : CloudKernelTest.config();
  }

  private static Map<String, List<Finding>> ours(Bytes config) throws Exception {
    KernelSubject subject =
        new KernelSubject(
            "t",
            Optional.of(new KernelSubject.Surface("config", config)),
            Optional.of(Audits.surface("cmdline", "console=ttyS0")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Map<String, List<Finding>> found = new HashMap<>();
    for (Finding f :
        Audits.verdict(KernelAudit.policies().load("kernel-hardening"), subject).findings()) {
      found.computeIfAbsent(f.option(), k -> new ArrayList<>()).add(f);
    }
    return found;
  }

  /** Our finding on the row's option for x86_64; the one for its list member, if it wants one. */
  private static Optional<Finding> finding(
      Map<String, String> row, Map<String, List<Finding>> ours) {
    String archs = FactTable.field(row, "archs");
    if (!archs.equals("all") && !List.of(archs.split(" ")).contains("x86_64")) {
      return Optional.empty();
    }
    String option =
        RENAMED.getOrDefault(FactTable.field(row, "option"), FactTable.field(row, "option"));
    String desired = FactTable.field(row, "desired");
    return ours.getOrDefault(option, List.of()).stream()
        .filter(f -> !f.ruleId().endsWith("-arm64"))
        .filter(
            f ->
                !desired.startsWith("lists:") || f.wanted().equals("lists " + desired.substring(6)))
        .findFirst();
  }

  // --- the table's own meaning

  private void read(String text) throws Exception {
    for (String line : text.split("\n")) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        String name = m.group(1);
        if (name == null) {
          options.put(Objects.requireNonNull(m.group(3)), "is not set");
        } else {
          options.put(name, Objects.requireNonNull(m.group(2)).replaceAll("^\"|\"$", ""));
        }
      } else if (line.startsWith("# Linux/")) {
        version = KernelVersion.parse(line.split(" ")[2]);
      }
    }
  }

  private boolean holds(Map<String, String> row) {
    boolean itself =
        leaf(
            FactTable.field(row, "type"),
            FactTable.field(row, "option"),
            FactTable.field(row, "desired"));
    String condition = FactTable.field(row, "condition");
    if (condition.startsWith("also satisfied if ")) {
      boolean any = itself;
      for (String branch : condition.substring(18).split("; or if ")) {
        boolean all = true;
        for (String atom : branch.replaceAll("^\\(|\\)$", "").split(" and ")) {
          all &= atom(atom.strip());
        }
        any |= all;
      }
      return any;
    }
    if (condition.startsWith("counts only if ")) {
      boolean all = itself;
      for (String part : condition.substring(15).split("; and ")) {
        boolean any = false;
        for (String atom : part.replace("unset or absent", "unset").split(" or ")) {
          any |= atom(atom.strip());
        }
        all &= any;
      }
      return all;
    }
    return itself;
  }

  private boolean atom(String text) {
    if (text.startsWith("kernel version is ")) {
      return version.compareTo(KernelVersion.find(text.split(" ")[3]).orElseThrow()) >= 0;
    }
    String type = "kconfig";
    String rest = text;
    for (String t : List.of("cmdline", "sysctl")) {
      if (text.startsWith(t + " ")) {
        type = t;
        rest = text.substring(t.length() + 1);
      }
    }
    String[] words = rest.split(" ");
    return switch (words[1]) {
      case "=" -> leaf(type, words[0], words[2]);
      case "lists" -> leaf(type, words[0], "lists:" + words[2]);
      default -> leaf(type, words[0], words[2]);
    };
  }

  private boolean leaf(String type, String name, String desired) {
    // the command line has none of the parameters, and no sysctl was given
    Optional<String> value =
        type.equals("kconfig") ? Optional.ofNullable(options.get(name)) : Optional.empty();
    if (desired.equals("unset")) {
      return !type.equals("sysctl") && value.filter(v -> !v.equals("is not set")).isEmpty();
    }
    if (desired.equals("present")) {
      return value.isPresent();
    }
    if (desired.equals("not-off")) {
      return value.filter(v -> !List.of("off", "0", "is not set").contains(v)).isPresent();
    }
    if (desired.startsWith("lists:")) {
      return value.filter(v -> List.of(v.split(",")).contains(desired.substring(6))).isPresent();
    }
    if (desired.startsWith("max-of:")) {
      return value.isPresent()
          && value.equals(Optional.ofNullable(options.get(desired.substring(7))));
    }
    return value.filter(desired::equals).isPresent();
  }
}
