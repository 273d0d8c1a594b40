package dev.plimsoll.kernel.kconfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who selects and who implies a symbol. Immutable once made. */
final class ReverseIndex {
  private final Map<Integer, List<Selector>> selectors = new HashMap<>();
  private final Map<Integer, List<Selector>> impliers = new HashMap<>();

  /**
   * A {@code select} or {@code imply}: works as far as {@code symbol} is on, {@code depends} and
   * {@code condition} hold.
   */
  record Selector(int symbol, int depends, int condition, Definition definition) {}

  ReverseIndex(Kconfig kconfig) {
    for (int s = 0; s < kconfig.size(); s++) {
      for (Definition d : kconfig.definitions(s)) {
        for (int i = 0; i < d.selectCount(); i++) {
          add(selectors, s, d, d.selectAt(i));
        }
        for (int i = 0; i < d.implyCount(); i++) {
          add(impliers, s, d, d.implyAt(i));
        }
      }
    }
  }

  private static void add(
      Map<Integer, List<Selector>> into, int symbol, Definition d, Definition.Entry e) {
    into.computeIfAbsent(e.value(), k -> new ArrayList<>(2))
        .add(new Selector(symbol, d.depends(), e.condition(), d));
  }

  List<Selector> selectors(int symbol) {
    return selectors.getOrDefault(symbol, List.of());
  }

  List<Selector> impliers(int symbol) {
    return impliers.getOrDefault(symbol, List.of());
  }
}
