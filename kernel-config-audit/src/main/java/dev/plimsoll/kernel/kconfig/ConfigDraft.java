package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.config.OptionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A configuration with changes on top, as Kconfig would finish it. Immutable: each change gives a
 * new draft. What a change brings about is computed, never assumed. Not thread-safe.
 */
public final class ConfigDraft {
  /** A plan that is carried out may show that more is needed: how often to go on. */
  private static final int MAX_ROUNDS = 6;

  private final Kconfig kconfig;
  private final UserValues base;
  private final Map<Integer, String> changes;
  private final Resolution resolution;

  private ConfigDraft(Kconfig kconfig, UserValues base, Map<Integer, String> changes) {
    this.kconfig = kconfig;
    this.base = base;
    this.changes = new TreeMap<>(changes);
    this.resolution = new Resolution(base.with(changes));
  }

  /** From a configuration, finished or not. */
  public static ConfigDraft of(Kconfig kconfig, KernelConfig config) {
    return new ConfigDraft(kconfig, UserValues.of(kconfig, config), Map.of());
  }

  /**
   * From nothing: every default, built by a GCC that can do everything the Kconfig files ask for.
   */
  public static ConfigDraft blank(Kconfig kconfig) {
    return new ConfigDraft(kconfig, UserValues.none(kconfig), Map.of());
  }

  /** What became of a wish. */
  public sealed interface Outcome {
    /** The draft in which the option has the value. */
    record Reached(ConfigDraft draft) implements Outcome {}

    /** Why it cannot have it, in words that follow "because ". */
    record Refused(String reason) implements Outcome {}
  }

  public Kconfig kconfig() {
    return kconfig;
  }

  /**
   * Gives an option a value, with all that this takes.
   *
   * @param name without CONFIG_
   * @param wanted {@code n}, {@code m}, {@code y}, a number or a text
   */
  public Outcome reach(String name, String wanted) {
    int symbol = kconfig.find(name);
    if (symbol < 0) {
      return wanted.equals("n")
          ? new Outcome.Reached(this)
          : new Outcome.Refused(
              "Linux "
                  + kconfig.table().version()
                  + " has no option CONFIG_"
                  + name
                  + " for "
                  + kconfig.arch().wire());
    }
    ConfigDraft draft = this;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      if (draft.resolution.text(symbol).equals(wanted)) {
        return new Outcome.Reached(draft);
      }
      Plan plan = new Planner(kconfig, draft.resolution, base.probes()).set(symbol, wanted);
      if (plan instanceof Plan.Impossible i) {
        return new Outcome.Refused(i.reason());
      }
      Map<Integer, String> more = new TreeMap<>(draft.changes);
      more.putAll(((Plan.Changes) plan).values());
      if (more.equals(draft.changes)) {
        break;
      }
      draft = new ConfigDraft(kconfig, base, more);
    }
    return draft.resolution.text(symbol).equals(wanted)
        ? new Outcome.Reached(draft)
        : new Outcome.Refused(
            "CONFIG_"
                + name
                + " stays "
                + draft.resolution.text(symbol)
                + " whatever is set: Kconfig decides it");
  }

  /** The value that Kconfig gives the option; empty when this architecture has none such. */
  public Optional<String> value(String name) {
    int symbol = kconfig.find(name);
    return symbol < 0 ? Optional.empty() : Optional.of(resolution.text(symbol));
  }

  /** Whether the finished configuration has a line for the option. */
  public boolean written(String name) {
    int symbol = kconfig.find(name);
    return symbol >= 0 && resolution.written(symbol);
  }

  /** The changes so far, by name. */
  public List<Change> changes() {
    return OptionOracle.changes(kconfig, changes, -1);
  }

  /** Without the changes that Kconfig would make by itself. */
  public ConfigDraft trimmed() {
    Map<Integer, String> kept = new TreeMap<>(changes);
    for (int symbol : changes.keySet()) {
      Map<Integer, String> fewer = new TreeMap<>(kept);
      fewer.remove(symbol);
      String same = resolution.text(symbol);
      if (new Resolution(base.with(fewer)).text(symbol).equals(same)) {
        kept = fewer;
      }
    }
    kept.replaceAll((symbol, value) -> resolution.text(symbol)); // m is y when there are no modules
    return kept.equals(changes) ? this : new ConfigDraft(kconfig, base, kept);
  }

  /** Options that have another value here than in {@code before}, in the order of their files. */
  public List<Change> differences(ConfigDraft before) {
    List<Change> found = new ArrayList<>();
    for (int s = 0; s < kconfig.size(); s++) {
      if (kconfig.isDefined(s) && !resolution.text(s).equals(before.resolution.text(s))) {
        found.add(new Change(kconfig.name(s), resolution.text(s), kconfig.type(s)));
      }
    }
    return found;
  }

  /** The finished configuration, as {@code make olddefconfig} would write it. */
  public String text() {
    StringBuilder out = new StringBuilder(1 << 17);
    out.append("# Linux/").append(kconfig.arch().wire()).append(' ');
    out.append(kconfig.table().version()).append(" Kernel Configuration\n");
    for (int s = 0; s < kconfig.size(); s++) {
      if (kconfig.isDefined(s) && resolution.written(s)) {
        out.append(new Change(kconfig.name(s), resolution.text(s), kconfig.type(s)).line());
        out.append('\n');
      }
    }
    return out.toString();
  }

  /** Whether the selector is at work. */
  boolean selects(ReverseIndex.Selector s) {
    return resolution
        .tri(s.symbol())
        .and(resolution.value(s.depends()))
        .and(resolution.value(s.condition()))
        .surely(Tristate.M);
  }

  /** Of a name with or without CONFIG_, the name without. */
  public static String bare(String name) {
    return name.startsWith(OptionName.PREFIX) ? name.substring(OptionName.PREFIX.length()) : name;
  }
}
