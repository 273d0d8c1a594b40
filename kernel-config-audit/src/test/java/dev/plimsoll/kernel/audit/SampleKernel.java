package dev.plimsoll.kernel.audit;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A kernel made for one rule: conditions can be made to hold, or not to hold, one by one. */
final class SampleKernel {
  private static final String ABSENT = "";

  private final Map<String, String> options = new TreeMap<>();
  private final Map<String, String> parameters = new TreeMap<>();
  private final Map<String, String> sysctls = new TreeMap<>();
  private final String version;

  SampleKernel(String arch, String version) {
    this.version = version;
    options.put("CONFIG_" + arch.toUpperCase(java.util.Locale.ROOT), "y");
  }

  /** Sets what {@code leaf} looks at to {@code value}; empty is unset or absent. */
  void set(Condition.Leaf leaf, String value) {
    switch (leaf) {
      case Condition.Option o -> options.put(o.name(), value);
      case Condition.Param p -> parameters.put(p.name(), value);
      case Condition.Sysctl s -> sysctls.put(s.name(), value);
      case Condition.Host h -> throw new IllegalArgumentException("no host: " + h);
    }
  }

  void satisfy(Condition condition) {
    switch (condition) {
      case Condition.Leaf leaf -> {
        max(leaf);
        set(leaf, good(leaf.want()));
      }
      case Condition.All all -> all.conditions().forEach(this::satisfy);
      case Condition.Any any -> satisfy(any.conditions().getFirst());
      case Condition.Not not -> violate(not.condition());
      case Condition.Kernel k -> {}
      case Condition.Arch a -> {}
    }
  }

  void violate(Condition condition) {
    switch (condition) {
      case Condition.Leaf leaf -> {
        max(leaf);
        set(leaf, bad(leaf));
      }
      case Condition.All all -> violateOne(all);
      case Condition.Any any -> any.conditions().forEach(this::violate);
      case Condition.Not not -> satisfy(not.condition());
      case Condition.Kernel k -> {}
      case Condition.Arch a -> {}
    }
  }

  private void max(Condition.Leaf leaf) {
    if (leaf.want() instanceof Want.MaxOf max) {
      options.put(max.option().toString(), "16");
    }
  }

  /** A parameter that wants a word has another: without it, it may be as good. */
  private static String bad(Condition.Leaf leaf) {
    return leaf instanceof Condition.Param
            && leaf.want() instanceof Want.Equal e
            && e.number().isEmpty()
        ? (e.value().equals("off") ? "on" : "off")
        : bad(leaf.want());
  }

  /** Of a conjunction the first leaf that can be set: versions and architectures are given. */
  private void violateOne(Condition.All all) {
    all.conditions().stream()
        .filter(c -> !(c instanceof Condition.Kernel) && !(c instanceof Condition.Arch))
        .findFirst()
        .ifPresent(this::violate);
  }

  private static String good(Want want) {
    return switch (want) {
      case Want.Equal e -> e.value();
      case Want.OneOf o -> o.values().getFirst().value();
      case Want.Unset u -> ABSENT;
      case Want.Present p -> "y";
      case Want.NotOff n -> "on";
      case Want.Lists l -> l.member();
      case Want.Never n -> ABSENT;
      case Want.Flag f -> f.on() ? "1" : "0";
      case Want.Between b -> Long.toString(b.low().or(b::high).orElseThrow());
      case Want.MaxOf m -> "16";
    };
  }

  private static String bad(Want want) {
    return switch (want) {
      case Want.Equal e -> e.number().isPresent() ? Long.toString(e.number().get() + 7) : ABSENT;
      case Want.OneOf o -> "77";
      case Want.Unset u -> "y";
      case Want.Present p -> ABSENT;
      case Want.NotOff n -> "off";
      case Want.Lists l -> "capability";
      case Want.Never n -> n.values().getFirst().replace("*", "x");
      case Want.Flag f -> f.on() ? "0" : "1";
      case Want.Between b ->
          Long.toString(b.low().map(l -> l - 1).orElseGet(() -> b.high().orElseThrow() + 1));
      case Want.MaxOf m -> "8";
    };
  }

  KernelSubject subject() {
    StringBuilder config =
        new StringBuilder("# Linux/x86 ").append(version).append(" Kernel Configuration\n");
    options.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            config.append("# ").append(name).append(" is not set\n");
          } else if (value.matches("[ym]|-?\\d+")) {
            config.append(name).append('=').append(value).append('\n');
          } else {
            config.append(name).append("=\"").append(value).append("\"\n");
          }
        });
    StringBuilder line = new StringBuilder("quiet");
    parameters.forEach((n, v) -> line.append(v.isEmpty() ? "" : " " + n + "=" + v));
    StringBuilder dump = new StringBuilder("kernel.ostype = Linux\n");
    sysctls.forEach((n, v) -> dump.append(v.isEmpty() ? "" : n + " = " + v + "\n"));
    return new KernelSubject(
        "sample",
        Optional.of(Audits.surface("config", config.toString())),
        Optional.of(Audits.surface("cmdline", line.toString())),
        Optional.of(Audits.surface("sysctl", dump.toString())),
        Optional.of(version),
        Optional.empty());
  }
}
