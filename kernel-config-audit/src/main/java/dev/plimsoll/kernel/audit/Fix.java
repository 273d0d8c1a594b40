package dev.plimsoll.kernel.audit;

/** What to do about a leaf that is not met, when the rule's author gave no words. */
final class Fix {
  private Fix() {}

  static String of(Condition.Leaf leaf) {
    return switch (leaf) {
      case Condition.Option o -> option(o);
      case Condition.Param p -> parameter(p);
      case Condition.Sysctl s ->
          "Set " + s.name() + " = " + s.want().words() + " in /etc/sysctl.d.";
      case Condition.Host h -> "Run the host so that " + h.words() + ".";
    };
  }

  private static String option(Condition.Option o) {
    return switch (o.want()) {
      case Want.Unset u -> "Build the kernel with \"# " + o.name() + " is not set\".";
      case Want.Equal e -> "Build the kernel with " + o.name() + "=" + e.value() + ".";
      case Want.Lists l -> "Add " + l.member() + " to " + o.name() + " and build the kernel.";
      default -> "Build the kernel so that " + o.words() + ".";
    };
  }

  private static String parameter(Condition.Param p) {
    return switch (p.want()) {
      case Want.Unset u -> "Take " + p.name() + " off the kernel command line.";
      case Want.Never n ->
          "Take " + p.name() + " off the kernel command line, or give another value.";
      case Want.Equal e -> "Put " + p.name() + "=" + e.value() + " on the kernel command line.";
      case Want.Flag f -> "Put " + p.name() + "=" + f.words() + " on the kernel command line.";
      case Want.Present f -> "Put " + p.name() + " on the kernel command line.";
      default -> "Set the kernel command line so that " + p.words() + ".";
    };
  }
}
