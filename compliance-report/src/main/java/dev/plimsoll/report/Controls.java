package dev.plimsoll.report;

import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the findings say of each requirement that their rules name. */
final class Controls {
  private static final Comparator<ControlRef> ORDER =
      Comparator.comparing(ControlRef::framework)
          .thenComparing(ControlRef::version)
          .thenComparing(ControlRef::id, Controls::byNumber);

  private Controls() {}

  /** A catalogue of requirements at one version. */
  record Framework(String name, String version) {
    String label() {
      return version.isEmpty() ? name : name + " " + version;
    }
  }

  /**
   * How far the rules that name a control bear it out. A skipped rule says nothing, so a control
   * with skipped rules only is {@link #NOT_ASSESSED}, never satisfied.
   */
  enum Standing {
    SATISFIED,
    NOT_SATISFIED,
    NOT_ASSESSED;

    static Standing of(Collection<Finding> findings) {
      boolean passed = false;
      for (Finding f : findings) {
        switch (f.result()) {
          case PASS -> passed = true;
          case SKIP -> {}
          case FAIL, WARN, ERROR, WAIVED -> {
            return NOT_SATISFIED;
          }
        }
      }
      return passed ? SATISFIED : NOT_ASSESSED;
    }
  }

  /** Findings by the controls that they name, in catalogue order. */
  static Map<ControlRef, List<Finding>> group(Collection<Finding> findings) {
    Map<ControlRef, List<Finding>> groups = new TreeMap<>(ORDER);
    for (Finding f : findings) {
      for (ControlRef c : new LinkedHashSet<>(f.controls())) {
        groups.computeIfAbsent(c, k -> new ArrayList<>()).add(f);
      }
    }
    return groups;
  }

  static Framework framework(ControlRef control) {
    return new Framework(control.framework(), control.version());
  }

  static Set<Framework> frameworks(Collection<ControlRef> controls) {
    Set<Framework> found = new LinkedHashSet<>();
    controls.stream().sorted(ORDER).forEach(c -> found.add(framework(c)));
    return found;
  }

  /** For people: {@code NIST 800-53 r5 SI-16}. */
  static String label(ControlRef control) {
    return framework(control).label() + " " + control.id();
  }

  /**
   * The worst result among {@code findings}, in the order fail, error, warn, waived, pass, skip.
   */
  static Optional<Result> worst(Collection<Finding> findings) {
    return findings.stream().map(Finding::result).min(Comparator.comparing(Order::of));
  }

  /** {@code R9} before {@code R15}: by letters, then digits as a number. */
  private static int byNumber(String a, String b) {
    String[] x = a.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
    String[] y = b.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1);
    for (int i = 0; i < Math.min(x.length, y.length); i++) {
      int c = part(x[i]).compareTo(part(y[i]));
      if (c != 0) {
        return c;
      }
    }
    int c = Integer.compare(x.length, y.length);
    return c != 0 ? c : a.compareTo(b);
  }

  private static String part(String s) {
    return !s.isEmpty() && Character.isDigit(s.charAt(0)) && s.length() < 12
        ? "0".repeat(12 - s.length()) + s
        : s;
  }
}
