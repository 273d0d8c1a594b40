package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.cmdline.CommandLine;
import dev.plimsoll.kernel.config.ConfigHeader;
import dev.plimsoll.kernel.config.ConfigProblem;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.host.HostSnapshot;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.kernel.sysctl.SysctlSettings;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A subject, read: what conditions look at, and what could not be read of it. */
record KernelInput(KernelView view, List<ConfigProblem> badLines, int problemCount) {
  /** Id of the finding that a configuration with broken lines gets from every policy. */
  static final String READABLE = "kconfig-readable";

  static KernelInput read(KernelSubject subject, OptionHistory history, KconfigTables tables)
      throws FormatException {
    Optional<KernelView.Located<KernelConfig>> config = Optional.empty();
    Optional<CommandLineView.Part> line = Optional.empty();
    Optional<SysctlSettings> sysctl = Optional.empty();
    Optional<HostSnapshot> host = Optional.empty();
    if (subject.config().isPresent()) {
      KernelSubject.Surface s = subject.config().get();
      config =
          Optional.of(new KernelView.Located<>(s.where(), KernelConfig.parse(s.where(), s.text())));
    }
    if (subject.commandLine().isPresent()) {
      KernelSubject.Surface s = subject.commandLine().get();
      line =
          Optional.of(
              new CommandLineView.Part(s.where(), CommandLine.parse(s.where(), s.text()), false));
    }
    if (!subject.sysctl().isEmpty()) {
      sysctl =
          Optional.of(
              SysctlSettings.parse(
                  subject.sysctl().stream()
                      .map(s -> new SysctlSettings.Source(s.where(), s.text()))
                      .toList()));
    }
    if (subject.host().isPresent()) {
      KernelSubject.Surface s = subject.host().get();
      host = Optional.of(HostSnapshot.parse(s.where(), s.text()));
    }
    Optional<String> arch = Architecture.of(subject.arch(), config);
    Optional<KernelVersion> version = version(subject, config);
    LazyKnowledge knowledge = new LazyKnowledge(tables, version, arch, config.map(c -> c.value()));
    KernelView view =
        new KernelView(
            config,
            CommandLineView.of(line, config),
            sysctl,
            host,
            version,
            arch,
            history,
            knowledge);
    List<ConfigProblem> bad =
        config.map(c -> c.value().problems()).orElse(List.of()).stream()
            .filter(p -> p.kind() == ConfigProblem.Kind.BAD_LINE)
            .toList();
    return new KernelInput(view, bad, config.map(c -> c.value().problemCount()).orElse(0));
  }

  /**
   * The caller's version, or the header's. A release name such as {@code 6.1.0-56-cloud-amd64} does
   * not count its stable updates, so the header goes before it.
   */
  private static Optional<KernelVersion> version(
      KernelSubject subject, Optional<KernelView.Located<KernelConfig>> config)
      throws FormatException {
    Optional<KernelVersion> header =
        config
            .flatMap(c -> c.value().header())
            .map(ConfigHeader::version)
            .flatMap(KernelVersion::find);
    if (subject.version().isEmpty()) {
      return header;
    }
    String text = subject.version().get();
    KernelVersion given = KernelVersion.parse(text);
    boolean releaseName = text.indexOf('-') >= 0 || text.indexOf('+') >= 0;
    if (releaseName && header.isPresent() && header.get().sameBranch(given)) {
      return header;
    }
    return Optional.of(given);
  }

  /**
   * Surfaces that were not given.
   *
   * @param asked surfaces that rules look at; a host is named only when one does
   */
  List<String> notAssessed(Set<Surface> asked) {
    List<String> missing = new ArrayList<>();
    for (Surface s : Surface.values()) {
      if (!view.given(s) && (s != Surface.HOST || asked.contains(s))) {
        missing.add(s.wire());
      }
    }
    return missing;
  }

  /** A configuration that Kconfig did not write proves nothing: UNKNOWN, so an error. */
  Optional<Finding> unreadable(Policy policy) {
    if (badLines.isEmpty()) {
      return Optional.empty();
    }
    ConfigProblem first = badLines.getFirst();
    String where = view.config().orElseThrow().where() + ":" + first.line();
    return Optional.of(
        new Finding(
            READABLE,
            policy.ref().name(),
            "The kernel configuration can be read whole",
            Severity.HIGH,
            Status.UNKNOWN,
            Result.of(Status.UNKNOWN, policy.ref().mode()),
            Surface.KCONFIG.wire(),
            "line " + first.line(),
            "",
            "a line that Kconfig writes",
            where,
            first.message() + " (" + problemCount + " such lines or repeats in all)",
            "Give the .config that the kernel was built with.",
            List.of()));
  }
}
