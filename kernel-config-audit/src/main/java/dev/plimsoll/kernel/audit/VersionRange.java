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
    /** The version itself is outside. */
    boolean open() {
      return operator.equals("<") || operator.equals(">");
    }

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

  /** Whether no version at all lies within the bounds: {@code >=6.9 <5.19}. */
  boolean isEmpty() {
    Optional<Bound> low = Optional.empty();
    Optional<Bound> high = Optional.empty();
    for (Bound b : bounds) {
      boolean lower = b.operator().startsWith(">") || b.operator().equals("=");
      boolean upper = b.operator().startsWith("<") || b.operator().equals("=");
      if (lower && low.map(l -> stricter(b, l, 1)).orElse(true)) {
        low = Optional.of(b);
      }
      if (upper && high.map(h -> stricter(b, h, -1)).orElse(true)) {
        high = Optional.of(b);
      }
    }
    if (low.isEmpty() || high.isEmpty()) {
      return false;
    }
    int c = low.get().version().compareTo(high.get().version());
    return c > 0 || (c == 0 && (low.get().open() || high.get().open()));
  }

  private static boolean stricter(Bound a, Bound b, int sign) {
    int c = sign * Integer.signum(a.version().compareTo(b.version()));
    return c > 0 || (c == 0 && a.open());
  }

  boolean holds(KernelVersion v) {
    return bounds.stream().allMatch(b -> b.holds(v));
  }
}
