package dev.plimsoll.kernel.kconfig;

/**
 * A value of Kconfig's logic (Documentation/kbuild/kconfig-language.rst, "Menu dependencies"): n, m
 * or y; or a range of them, when it hangs on a probe of the build machine, which is never run.
 */
public enum Tristate {
  N(0, 0),
  M(1, 1),
  Y(2, 2),
  N_OR_M(0, 1),
  M_OR_Y(1, 2),
  /** Nothing is known. */
  N_TO_Y(0, 2);

  private static final Tristate[] BY_BOUNDS = new Tristate[9];

  static {
    for (Tristate t : values()) {
      BY_BOUNDS[t.low * 3 + t.high] = t;
    }
  }

  private final int low;
  private final int high;

  Tristate(int low, int high) {
    this.low = low;
    this.high = high;
  }

  private static Tristate of(int low, int high) {
    return BY_BOUNDS[low * 3 + high];
  }

  public static Tristate of(boolean holds) {
    return holds ? Y : N;
  }

  public Tristate and(Tristate o) {
    return of(Math.min(low, o.low), Math.min(high, o.high));
  }

  public Tristate or(Tristate o) {
    return of(Math.max(low, o.low), Math.max(high, o.high));
  }

  public Tristate not() {
    return of(2 - high, 2 - low);
  }

  /** What a bool makes of it: m counts as y. */
  Tristate promoted() {
    return of(low == 1 ? 2 : low, high == 1 ? 2 : high);
  }

  /** Whether this is at least {@code bound}, whatever the probes would say. */
  public boolean surely(Tristate bound) {
    return low >= bound.low;
  }

  /** Whether this may be at least {@code bound}. */
  public boolean maybe(Tristate bound) {
    return high >= bound.low;
  }

  /** Not one value but a range of them. */
  public boolean unknown() {
    return low != high;
  }

  /** The larger bound, as one value. */
  Tristate most() {
    return of(high, high);
  }

  /** The smaller bound, as one value. */
  Tristate least() {
    return of(low, low);
  }

  /** {@code n}, {@code m}, {@code y}, or {@code ?} for a range. */
  public String wire() {
    return switch (this) {
      case N -> "n";
      case M -> "m";
      case Y -> "y";
      default -> "?";
    };
  }
}
