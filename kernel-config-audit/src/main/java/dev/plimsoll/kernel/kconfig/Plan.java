package dev.plimsoll.kernel.kconfig;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What to change so that something holds: symbols and their new values, or why it cannot. */
sealed interface Plan {
  Plan NOTHING = new Changes(Map.of());

  /**
   * @param words that follow "because "; made when they are asked for, since most dead ends are
   *     left without a word
   */
  record Impossible(Supplier<String> words) implements Plan {
    String reason() {
      return words.get();
    }
  }

  record Changes(Map<Integer, String> values) implements Plan {
    public Changes {
      values = Map.copyOf(values);
    }
  }

  default int cost() {
    return this instanceof Changes c ? c.values().size() : Integer.MAX_VALUE;
  }

  /** The one with fewer changes; this one when they are alike. */
  default Plan orCheaper(Plan o) {
    return o.cost() < cost() ? o : this;
  }

  /** Both together; impossible when they want different values of one symbol. */
  default Plan and(Plan o, Kconfig kconfig) {
    if (!(this instanceof Changes a)) {
      return this;
    }
    if (!(o instanceof Changes b)) {
      return o;
    }
    if (b.values().isEmpty()) {
      return a;
    }
    Map<Integer, String> all = new TreeMap<>(a.values());
    for (Map.Entry<Integer, String> e : b.values().entrySet()) {
      String old = all.getOrDefault(e.getKey(), e.getValue());
      if (!old.equals(e.getValue()) && (old.equals("n") || e.getValue().equals("n"))) {
        return new Impossible(
            () -> "CONFIG_" + kconfig.name(e.getKey()) + " would have to be both on and off");
      }
      all.put(e.getKey(), old.equals("m") ? e.getValue() : old);
    }
    return new Changes(all);
  }

  default Plan and(int symbol, String value, Kconfig kconfig) {
    return and(new Changes(Map.of(symbol, value)), kconfig);
  }
}
