package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.cmdline.Parameter;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.host.HostSnapshot;
import dev.plimsoll.kernel.sysctl.SysctlDump;
import dev.plimsoll.kernel.sysctl.SysctlSettings;
import dev.plimsoll.policy.Status;
import java.util.List;
import java.util.Optional;

/**
 * One kernel with all that was given of it, as conditions look at it. Not thread-safe, for what
 * Kconfig says of its options is looked up when it is first asked for.
 *
 * @param version empty when neither the caller nor the configuration names it
 */
record KernelView(
    Optional<Located<KernelConfig>> config,
    Optional<CommandLineView> commandLine,
    Optional<SysctlSettings> sysctl,
    Optional<HostSnapshot> host,
    Optional<KernelVersion> version,
    Optional<String> arch,
    OptionHistory history,
    LazyKnowledge knowledge) {

  /** A parsed surface and how findings name it. */
  record Located<T>(String where, T value) {}

  boolean given(Surface surface) {
    return switch (surface) {
      case KCONFIG -> config.isPresent();
      case CMDLINE -> commandLine.isPresent();
      case SYSCTL -> sysctl.isPresent();
      case HOST -> host.isPresent();
    };
  }

  Truth test(Condition condition) {
    return switch (condition) {
      case Condition.Leaf leaf -> asCondition(leaf, look(leaf));
      case Condition.Kernel k ->
          version.map(v -> Truth.of(k.range().holds(v))).orElse(Truth.UNKNOWN);
      case Condition.Arch a ->
          arch.map(name -> Truth.of(a.archs().contains(name))).orElse(Truth.UNKNOWN);
      case Condition.Not n -> test(n.condition()).not();
      case Condition.All all -> {
        Truth sum = Truth.YES;
        for (Condition c : all.conditions()) {
          Truth t = test(c);
          if (t == Truth.NO) {
            yield Truth.NO;
          }
          sum = t == Truth.UNKNOWN ? t : sum;
        }
        yield sum;
      }
      case Condition.Any any -> {
        Truth sum = Truth.NO;
        for (Condition c : any.conditions()) {
          Truth t = test(c);
          if (t == Truth.YES) {
            yield Truth.YES;
          }
          sum = t == Truth.UNKNOWN ? t : sum;
        }
        yield sum;
      }
    };
  }

  /** An option that this kernel cannot have is certainly not set. */
  private static Truth asCondition(Condition.Leaf leaf, Observation seen) {
    return seen.status() == Status.NOT_APPLICABLE
        ? Truth.of(leaf.want().acceptsAbsent())
        : seen.met();
  }

  Observation look(Condition.Leaf leaf) {
    if (!given(leaf.surface())) {
      return Observation.unknown(
          "", Observation.ABSENT, "no " + leaf.surface().words() + " was given");
    }
    return switch (leaf) {
      case Condition.Option o -> option(config.orElseThrow(), o);
      case Condition.Param p -> parameter(commandLine.orElseThrow(), p);
      case Condition.Sysctl s -> sysctls(sysctl.orElseThrow(), s);
      case Condition.Host h -> HostView.look(host.orElseThrow(), h);
    };
  }

  // --- kernel configuration

  private Observation option(Located<KernelConfig> c, Condition.Option leaf) {
    int slot = c.value().find(leaf.option());
    if (slot < 0) {
      return absent(c, leaf);
    }
    Observation seen = judge(c, slot, leaf.want());
    Optional<String> value = leaf.want().settable();
    if (seen.status() != Status.FAIL || value.isEmpty()) {
      return seen;
    }
    return knowledge.find().map(k -> k.present(leaf.option(), value.get(), seen)).orElse(seen);
  }

  private Observation judge(Located<KernelConfig> c, int slot, Want want) {
    KernelConfig kc = c.value();
    String where = c.where() + ":" + kc.line(slot);
    boolean set = kc.isSet(slot);
    String observed = set ? kc.value(slot) : "not set";
    if (kc.conflicting(slot)) {
      return Observation.unknown(
          observed, where, "it stands twice with different values, so nobody can say which holds");
    }
    if (want instanceof Want.MaxOf max) {
      return maxOf(max, set, observed, where);
    }
    boolean met =
        set || want instanceof Want.Present ? want.accepts(observed) : want.acceptsAbsent();
    if (!set && want instanceof Want.Equal e && e.value().equals("n")) {
      met = true;
    }
    return Observation.plain(met, observed, where);
  }

  /** No line for the option: its history says what that means. */
  private Observation absent(Located<KernelConfig> c, Condition.Option leaf) {
    OptionHistory.Entry past = history.of(leaf.option());
    for (OptionName old : past.was()) {
      int slot = c.value().find(old);
      if (slot >= 0 && version.map(past::tooOld).orElse(true)) {
        Observation seen = judge(c, slot, leaf.want());
        return new Observation(
            seen.met(), seen.status(), seen.observed(), seen.where(), "named " + old + " here");
      }
    }
    Optional<Observation> successor = successor(c, leaf, past);
    if (successor.isPresent()) {
      return successor.get();
    }
    boolean wantsOff = leaf.want().acceptsAbsent();
    if (version.isPresent()) {
      KernelVersion v = version.get();
      if (past.gone(v)) {
        return past.unconditionalNow() && !wantsOff
            ? superseded("built in unconditionally since " + past.until().getFirst())
            : gone("Linux " + v + " has no such option, gone by " + past.until().getFirst());
      }
      if (past.tooOld(v)) {
        Optional<Observation> early = tooOld(past, v, wantsOff);
        if (early.isPresent()) {
          return early.get();
        }
      }
    }
    if (leaf.want() instanceof Want.MaxOf) {
      return gone("this kernel has no such option");
    }
    boolean met = wantsOff && !(leaf.want() instanceof Want.Present);
    Optional<OptionKnowledge> files = knowledge.find();
    return files
        .flatMap(k -> known(k, leaf, past, met))
        .orElseGet(
            () ->
                Observation.plain(
                    met, "", files.map(k -> k.absent(leaf.option())).orElse(Observation.ABSENT)));
  }

  /** What Kconfig's files say of an option without a line; empty when nothing but that. */
  private static Optional<Observation> known(
      OptionKnowledge k, Condition.Option leaf, OptionHistory.Entry past, boolean met) {
    OptionName name = leaf.option();
    for (OptionName old : past.was()) {
      name = !k.has(name) && k.has(old) ? old : name;
    }
    return met
        ? k.absentAndUnwanted(name)
        : k.absentButWanted(name, leaf.want().settable().orElse("y"));
  }

  private Optional<Observation> successor(
      Located<KernelConfig> c, Condition.Option leaf, OptionHistory.Entry past) {
    List<OptionName> later = past.successors();
    boolean known = later.isEmpty();
    if (known) {
      later = knowledge.find().map(k -> k.successors(leaf.option())).orElse(List.of());
    }
    for (OptionName next : later) {
      int slot = c.value().find(next);
      boolean renamed = known || version.map(past::gone).orElse(slot >= 0);
      if (!renamed) {
        continue;
      }
      Observation seen =
          slot >= 0
              ? judge(c, slot, leaf.want())
              : Observation.plain(leaf.want().acceptsAbsent(), "", Observation.ABSENT);
      Status status = seen.status() == Status.UNKNOWN ? Status.UNKNOWN : Status.SUPERSEDED;
      return Optional.of(
          new Observation(seen.met(), status, seen.observed(), seen.where(), "now named " + next));
    }
    return Optional.empty();
  }

  /** Empty when the option was there under an earlier name, just without a line of its own. */
  private Optional<Observation> tooOld(
      OptionHistory.Entry past, KernelVersion v, boolean wantsOff) {
    KernelVersion came = past.since().getFirst();
    if (past.alwaysBuilt(v) && !wantsOff) {
      return Optional.of(
          superseded("Linux " + v + " always builds it; it became an option with " + came));
    }
    for (OptionName old : past.was()) {
      OptionHistory.Entry earlier = history.of(old);
      if (!earlier.tooOld(v)) {
        return Optional.empty();
      }
      came = earlier.since().getFirst();
    }
    if (wantsOff) {
      return Optional.of(gone("Linux " + v + " does not have it yet; it came with " + came));
    }
    return Optional.of(
        new Observation(
            Truth.NO,
            Status.UNAVAILABLE,
            "",
            Observation.ABSENT,
            "Linux " + v + " does not have it; it came with " + came,
            "Take a kernel of " + came + " or later."));
  }

  private static Observation superseded(String note) {
    return new Observation(Truth.YES, Status.SUPERSEDED, "", Observation.ABSENT, note);
  }

  private static Observation gone(String note) {
    return new Observation(Truth.NO, Status.NOT_APPLICABLE, "", Observation.ABSENT, note);
  }

  private Observation maxOf(Want.MaxOf max, boolean set, String observed, String where) {
    if (config.isEmpty()) {
      return Observation.unknown(observed, where, "no kernel configuration was given");
    }
    KernelConfig kc = config.get().value();
    int slot = kc.find(max.option());
    if (slot < 0 || !kc.isSet(slot)) {
      return gone("this kernel has no " + max.option());
    }
    String most = kc.value(slot);
    Observation plain =
        Observation.plain(set && Want.Equal.of(most).accepts(observed), observed, where);
    return new Observation(
        plain.met(), plain.status(), observed, where, "the most here is " + most);
  }

  // --- command line

  private Observation parameter(CommandLineView line, Condition.Param leaf) {
    Optional<Parameter> found = line.find(leaf.name());
    if (found.isEmpty()) {
      return Observation.plain(leaf.want().acceptsAbsent(), "", Observation.ABSENT);
    }
    Parameter p = found.get();
    String observed = p.assigned() ? p.value() : "present";
    String where = line.where(p);
    if (leaf.want() instanceof Want.MaxOf max) {
      return maxOf(max, p.assigned(), observed, where);
    }
    return Observation.plain(leaf.want().accepts(p.value()), observed, where);
  }

  // --- sysctl

  /** A name with {@code *}: every key that fits it must be as wanted. */
  private Observation sysctls(SysctlSettings settings, Condition.Sysctl leaf) {
    if (leaf.name().indexOf('*') < 0) {
      return settings
          .find(leaf.name())
          .map(s -> sysctl(s, leaf))
          .orElseGet(() -> Observation.plain(leaf.want().acceptsAbsent(), "", Observation.ABSENT));
    }
    Observation all = Observation.plain(leaf.want().acceptsAbsent(), "", Observation.ABSENT);
    boolean first = true;
    for (SysctlSettings.Setting s : settings.findAll(leaf.name())) {
      Observation seen = sysctl(s, leaf);
      if (first || worse(seen, all)) {
        all =
            new Observation(
                seen.met(), seen.status(), seen.observed(), seen.where(), "key " + s.key());
      }
      first = false;
    }
    return all;
  }

  /** NO before UNKNOWN before YES. */
  static boolean worse(Observation one, Observation other) {
    return one.met() != other.met() && (one.met() == Truth.NO || other.met() == Truth.YES);
  }

  private Observation sysctl(SysctlSettings.Setting setting, Condition.Sysctl leaf) {
    String where = setting.where();
    return switch (setting.entry()) {
      case SysctlDump.Entry.Denied d ->
          Observation.unknown("", where, "sysctl was not allowed to read it");
      case SysctlDump.Entry.Value v ->
          leaf.want() instanceof Want.MaxOf max
              ? maxOf(max, true, v.value(), where)
              : Observation.plain(leaf.want().accepts(v.value()), v.value(), where);
    };
  }
}
