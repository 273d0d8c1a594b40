package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.cmdline.Parameter;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.sysctl.SysctlDump;
import dev.plimsoll.kernel.sysctl.SysctlSettings;
import dev.plimsoll.policy.facts.CommandLineFacts;
import dev.plimsoll.policy.facts.KconfigFacts;
import dev.plimsoll.policy.facts.KernelFacts;
import dev.plimsoll.policy.facts.SysctlFacts;
import java.util.Optional;

/** A {@link KernelView} as CEL sees it. What cannot be known throws, so that CEL gives an error. */
record ViewFacts(KernelView view) implements KernelFacts {
  @Override
  public Optional<KconfigFacts> kconfig() {
    return view.config().map(c -> new Kconfig(c.value()));
  }

  @Override
  public Optional<CommandLineFacts> commandLine() {
    return view.commandLine().map(CommandLine::new);
  }

  @Override
  public Optional<SysctlFacts> sysctl() {
    return view.sysctl().map(Sysctl::new);
  }

  @Override
  public Optional<String> version() {
    return view.version().map(KernelVersion::toString);
  }

  @Override
  public Optional<String> arch() {
    return view.arch();
  }

  @Override
  public Optional<Boolean> atLeast(String wanted) {
    KernelVersion least =
        KernelVersion.find(wanted)
            .orElseThrow(() -> new IllegalArgumentException("no kernel version: " + wanted));
    return view.version().map(v -> v.compareTo(least) >= 0);
  }

  private record Kconfig(KernelConfig config) implements KconfigFacts {
    @Override
    public boolean enabled(String name) {
      int slot = slot(name);
      return slot >= 0 && config.isSet(slot) && isOn(config.value(slot));
    }

    private static boolean isOn(String value) {
      return value.equals("y") || value.equals("m");
    }

    @Override
    public String value(String name) {
      int slot = slot(name);
      return slot >= 0 && config.isSet(slot) ? config.value(slot) : "n";
    }

    @Override
    public boolean has(String name) {
      return slot(name) >= 0;
    }

    private int slot(String name) {
      int slot = config.find(OptionName.of(name));
      if (slot >= 0 && config.conflicting(slot)) {
        throw new IllegalArgumentException(name + " stands twice with different values");
      }
      return slot;
    }
  }

  private record CommandLine(CommandLineView line) implements CommandLineFacts {
    @Override
    public boolean has(String name) {
      return line.find(name).isPresent();
    }

    @Override
    public String value(String name) {
      return line.find(name).map(Parameter::value).orElse("");
    }
  }

  private record Sysctl(SysctlSettings settings) implements SysctlFacts {
    @Override
    public boolean has(String key) {
      return settings.find(key).isPresent();
    }

    @Override
    public String value(String key) {
      Optional<SysctlDump.Entry> found = settings.find(key).map(SysctlSettings.Setting::entry);
      if (found.isEmpty()) {
        return "";
      }
      return switch (found.get()) {
        case SysctlDump.Entry.Value v -> v.value();
        case SysctlDump.Entry.Denied d ->
            throw new IllegalArgumentException("sysctl was not allowed to read " + key);
      };
    }
  }
}
