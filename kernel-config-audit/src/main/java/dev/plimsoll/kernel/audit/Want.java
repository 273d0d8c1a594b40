package dev.plimsoll.kernel.audit;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a check wants of a value. Absent values are asked about apart. */
sealed interface Want {
  /** Whether {@code value}, which is there, is what is wanted. */
  boolean accepts(String value);

  /** Whether an option that is not set, or a parameter that is absent, is what is wanted. */
  boolean acceptsAbsent();

  /** In words, for people. */
  String words();

  /** One value that an option could be given so that it is accepted; empty when none is apt. */
  default Optional<String> settable() {
    return switch (this) {
      case Equal e -> Optional.of(e.value());
      case OneOf o -> Optional.of(o.values().getFirst().value());
      case Unset u -> Optional.of("n");
      case NotOff n -> Optional.of("y");
      case Flag f -> Optional.of(f.on() ? "y" : "n");
      case Between b -> b.low().or(b::high).map(String::valueOf);
      case Present p -> Optional.empty();
      case Lists l -> Optional.empty();
      case Never n -> Optional.empty();
      case MaxOf m -> Optional.empty();
    };
  }

  record Equal(String value, Optional<Long> number) implements Want {
    static Equal of(String value) {
      return new Equal(value, Numbers.find(value));
    }

    @Override
    public boolean accepts(String found) {
      return found.equals(value) || (number.isPresent() && number.equals(Numbers.find(found)));
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return value;
    }
  }

  record OneOf(List<Equal> values) implements Want {
    @Override
    public boolean accepts(String found) {
      return values.stream().anyMatch(v -> v.accepts(found));
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return String.join(" or ", values.stream().map(Equal::value).toList());
    }
  }

  /** Not set or absent. */
  record Unset() implements Want {
    @Override
    public boolean accepts(String found) {
      return false;
    }

    @Override
    public boolean acceptsAbsent() {
      return true;
    }

    @Override
    public String words() {
      return "unset";
    }
  }

  /** A line, or a parameter, is there, whatever its value; for kconfig: the option is visible. */
  record Present() implements Want {
    @Override
    public boolean accepts(String found) {
      return true;
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return "present";
    }
  }

  /** There, and neither off, 0, nor "off" as a member of a list. */
  record NotOff() implements Want {
    @Override
    public boolean accepts(String found) {
      return !Members.of(found).contains("off") && !found.equals("0") && !found.equals("n");
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return "not off";
    }
  }

  /** The comma list has the member. */
  record Lists(String member) implements Want {
    @Override
    public boolean accepts(String found) {
      return Members.of(found).contains(member);
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return "lists " + member;
    }
  }

  /** Absent, or no member of the list is one of these; {@code *} stands for anything. */
  record Never(List<String> values, List<Pattern> patterns) implements Want {
    @Override
    public boolean accepts(String found) {
      for (String member : Members.of(found)) {
        for (Pattern p : patterns) {
          if (p.matcher(member).matches()) {
            return false;
          }
        }
      }
      return true;
    }

    @Override
    public boolean acceptsAbsent() {
      return true;
    }

    @Override
    public String words() {
      return "never " + String.join(", ", values);
    }
  }

  /** A boolean as the kernel reads one (lib/kstrtox.c, kstrtobool). */
  record Flag(boolean on) implements Want {
    @Override
    public boolean accepts(String found) {
      return Numbers.kstrtobool(found).equals(Optional.of(on));
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return on ? "1" : "0";
    }
  }

  /** A number within bounds; either may be open. */
  record Between(Optional<Long> low, Optional<Long> high) implements Want {
    @Override
    public boolean accepts(String found) {
      Optional<Long> n = Numbers.find(found);
      return n.isPresent()
          && low.map(l -> n.get() >= l).orElse(true)
          && high.map(h -> n.get() <= h).orElse(true);
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return low.map(l -> "at least " + l).orElse("")
          + (low.isPresent() && high.isPresent() ? ", " : "")
          + high.map(h -> "at most " + h).orElse("");
    }
  }

  /** The value of another option, which holds the most that the architecture can do. */
  record MaxOf(dev.plimsoll.kernel.config.OptionName option) implements Want {
    /** Needs the configuration: {@link KernelView} looks the number up. */
    @Override
    public boolean accepts(String found) {
      return false;
    }

    @Override
    public boolean acceptsAbsent() {
      return false;
    }

    @Override
    public String words() {
      return "the value of " + option;
    }
  }
}
