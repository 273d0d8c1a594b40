package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.kconfig.Change;
import dev.plimsoll.kernel.kconfig.Decision;
import dev.plimsoll.kernel.kconfig.Kconfig;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.kernel.kconfig.OptionOracle;
import dev.plimsoll.kernel.kconfig.SymbolTable;
import dev.plimsoll.policy.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the Kconfig files of a kernel say about an option that is not as a rule wants it. Not
 * thread-safe.
 */
final class OptionKnowledge {
  /** Longest list of changes that a fix names; longer ones are for {@code kconfig explain}. */
  private static final int MAX_CHANGES = 6;

  private final Kconfig kconfig;
  private final OptionOracle oracle;

  private OptionKnowledge(Kconfig kconfig, KernelConfig config) {
    this.kconfig = kconfig;
    this.oracle = new OptionOracle(kconfig, config);
  }

  /**
   * Empty when there is no table of this kernel's branch and architecture.
   *
   * @throws FormatException when the table is damaged
   * @throws IOException when it cannot be read
   */
  static Optional<OptionKnowledge> of(
      KconfigTables tables,
      Optional<KernelVersion> version,
      Optional<String> arch,
      KernelConfig config)
      throws FormatException, IOException {
    Optional<KconfigArch> source = arch.flatMap(KconfigArch::find);
    if (version.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    KernelVersion v = version.get();
    Optional<SymbolTable> table = tables.find(v.major(), v.minor(), v.patch());
    return table.flatMap(t -> t.arch(source.get())).map(k -> new OptionKnowledge(k, config));
  }

  boolean has(OptionName option) {
    return kconfig.named(option).symbol() >= 0;
  }

  /** {@code absent, default y}: what Kconfig makes of an option without a line. */
  String absent(OptionName option) {
    Kconfig.Named name = kconfig.named(option);
    if (name.symbol() < 0) {
      return Observation.ABSENT;
    }
    return oracle
        .defaultOf(name)
        .map(d -> Observation.ABSENT + ", default " + (d.isEmpty() ? "none" : d))
        .orElse(Observation.ABSENT);
  }

  private String kernel() {
    return "Linux " + kconfig.table().version();
  }

  /** An option without a line that a rule wants on: empty when one line would do. */
  Optional<Observation> absentButWanted(OptionName option, String value) {
    Kconfig.Named name = kconfig.named(option);
    if (oracle.defaultOf(name).equals(Optional.of(value))) {
      return Optional.empty(); // a configuration that Kconfig did not finish
    }
    return switch (oracle.decide(name, value)) {
      case Decision.Missing m ->
          Optional.of(
              m.elsewhere().isEmpty()
                  ? new Observation(
                      Truth.NO,
                      Status.UNAVAILABLE,
                      "",
                      Observation.ABSENT,
                      kernel() + " has no such option",
                      "Take a kernel that has it.")
                  : new Observation(
                      Truth.NO,
                      Status.NOT_APPLICABLE,
                      "",
                      Observation.ABSENT,
                      "only " + archs(m) + " has this option"));
      case Decision.Blocked b ->
          Optional.of(
              new Observation(
                  Truth.NO, Status.BLOCKED, "", absent(option), b.reason(), fix(name, value)));
      case Decision.Open o -> Optional.empty();
      case Decision.Transitional t -> Optional.empty();
    };
  }

  /** An option without a line that must be off: empty unless this kernel cannot have it at all. */
  Optional<Observation> absentAndUnwanted(OptionName option) {
    Kconfig.Named name = kconfig.named(option);
    return oracle.decide(name, "n") instanceof Decision.Missing m
        ? Optional.of(
            new Observation(
                Truth.NO,
                Status.NOT_APPLICABLE,
                "",
                Observation.ABSENT,
                m.elsewhere().isEmpty()
                    ? kernel() + " has no such option"
                    : "only " + archs(m) + " has this option"))
        : Optional.empty();
  }

  private static String archs(Decision.Missing m) {
    return m.elsewhere().stream()
        .map(KconfigArch::wire)
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  /** A line with another value than wanted: with what stands in the way of changing it, if so. */
  Observation present(OptionName option, String value, Observation seen) {
    Kconfig.Named name = kconfig.named(option);
    if (seen.observed().equals("not set")) {
      return seen; // Kconfig writes that of options whose prompt is shown
    }
    if (!(oracle.decide(name, value) instanceof Decision.Blocked b)) {
      return seen;
    }
    return new Observation(
        seen.met(), Status.BLOCKED, seen.observed(), seen.where(), b.reason(), fix(name, value));
  }

  /** The options that replaced it here; none when it is no transitional one. */
  List<OptionName> successors(OptionName option) {
    List<String> names = oracle.successors(kconfig.named(option));
    return names.isEmpty() ? List.of() : names.stream().map(OptionName::of).toList();
  }

  private String fix(Kconfig.Named option, String value) {
    OptionOracle.Advice advice = oracle.advise(option, value);
    if (advice.impossible().isPresent()) {
      return "Not by this kernel's configuration alone: " + advice.impossible().get() + ".";
    }
    List<Change> c = advice.changes();
    if (c.size() > MAX_CHANGES) {
      return c.size()
          + " settings must change; \"plimsoll kconfig explain CONFIG_"
          + option.name()
          + "\" lists them.";
    }
    StringBuilder lines = new StringBuilder("Build the kernel with ");
    for (int i = 0; i < c.size(); i++) {
      lines.append(i == 0 ? "" : ", ").append(c.get(i).line());
    }
    return lines.append('.').toString();
  }
}
