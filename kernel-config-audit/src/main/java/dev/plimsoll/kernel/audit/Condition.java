package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.config.OptionName;
import java.util.List;
import java.util.Set;

/** What must hold of a kernel, for a rule to pass or to apply at all. */
sealed interface Condition {
  /** In words, for the message of a finding. */
  String words();

  /** One option, parameter or key has a wanted value. */
  sealed interface Leaf extends Condition {
    Surface surface();

    String name();

    Want want();

    @Override
    default String words() {
      return switch (want()) {
        case Want.Unset u -> name() + (surface() == Surface.KCONFIG ? " is not set" : " is absent");
        case Want.Present p -> name() + " is present";
        case Want.NotOff o -> name() + " is not off";
        case Want.Lists l -> name() + " " + l.words();
        case Want.Never n -> name() + " is " + n.words();
        case Want.Between b -> name() + " is " + b.words();
        case Want.MaxOf m -> name() + " has " + m.words();
        case Want.OneOf o -> name() + " is " + o.words();
        case Want.Equal e -> name() + "=" + e.words();
        case Want.Flag f -> name() + "=" + f.words();
      };
    }
  }

  record Option(OptionName option, Want want) implements Leaf {
    @Override
    public Surface surface() {
      return Surface.KCONFIG;
    }

    @Override
    public String name() {
      return option.toString();
    }
  }

  record Param(String name, Want want) implements Leaf {
    @Override
    public Surface surface() {
      return Surface.CMDLINE;
    }
  }

  record Sysctl(String name, Want want) implements Leaf {
    @Override
    public Surface surface() {
      return Surface.SYSCTL;
    }
  }

  /** A fact of a host snapshot. */
  record Host(String name, Want want) implements Leaf {
    @Override
    public Surface surface() {
      return Surface.HOST;
    }
  }

  record Kernel(VersionRange range) implements Condition {
    @Override
    public String words() {
      return "the kernel is " + range.text();
    }
  }

  record Arch(Set<String> archs) implements Condition {
    @Override
    public String words() {
      return "the architecture is " + String.join(" or ", archs.stream().sorted().toList());
    }
  }

  record All(List<Condition> conditions) implements Condition {
    @Override
    public String words() {
      return String.join(" and ", conditions.stream().map(Condition::words).toList());
    }
  }

  record Any(List<Condition> conditions) implements Condition {
    @Override
    public String words() {
      return "(" + String.join(" or ", conditions.stream().map(Condition::words).toList()) + ")";
    }
  }

  record Not(Condition condition) implements Condition {
    @Override
    public String words() {
      return "not (" + condition.words() + ")";
    }
  }
}
