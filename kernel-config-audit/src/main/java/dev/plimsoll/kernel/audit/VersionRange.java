package dev.plimsoll.kernel.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bounds on a kernel version that must all hold: {@code >=5.19 <6.9}. */
record VersionRange(List<Bound> bounds, String text) {
  private static final Pattern BOUND = Pattern.compile("(>=|<=|>|<|=)(\\d.*)");

  VersionRange {
    bounds = List.copyOf(bounds);
  }

  record Bound(String operator, KernelVersion version) {
    boolean holds(KernelVersion v) {
      int c = v.compareTo(version);
      return switch (operator) {
        case ">=" -> c >= 0;
        case "<=" -> c <= 0;
        case ">" -> c > 0;
        case "<" -> c < 0;
        default -> c == 0;
      };
    }
  }

  /** Empty when {@code text} is not of that form. */
  static Optional<VersionRange> find(String text) {
    List<Bound> bounds = new ArrayList<>();
    for (String part : text.strip().split("\\s+")) {
      Matcher m = BOUND.matcher(part);
      Optional<KernelVersion> version =
          m.matches() ? KernelVersion.find(m.group(2)) : Optional.empty();
      if (version.isEmpty()) {
        return Optional.empty();
      }
      bounds.add(new Bound(m.group(1), version.get()));
    }
    return Optional.of(new VersionRange(bounds, text.strip()));
  }

  boolean holds(KernelVersion v) {
    return bounds.stream().allMatch(b -> b.holds(v));
  }
}
