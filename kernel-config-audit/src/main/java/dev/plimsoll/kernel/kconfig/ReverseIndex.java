package dev.plimsoll.kernel.kconfig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who selects and who implies a symbol. Immutable once made. */
final class ReverseIndex {
  /** By symbol; those of most are the one empty list. */
  private final List<List<Selector>> selectors;

  private final List<List<Selector>> impliers;

  /**
   * A {@code select} or {@code imply}: works as far as {@code symbol} is on, {@code depends} and
   * {@code condition} hold.
   */
  record Selector(int symbol, int depends, int condition, Definition definition) {}

  ReverseIndex(Kconfig kconfig) {
    this.selectors = new ArrayList<>(Collections.nCopies(kconfig.size(), List.of()));
    this.impliers = new ArrayList<>(Collections.nCopies(kconfig.size(), List.of()));
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

  private static void add(List<List<Selector>> into, int symbol, Definition d, Definition.Entry e) {
    if (into.get(e.value()).isEmpty()) {
      into.set(e.value(), new ArrayList<>(2));
    }
    into.get(e.value()).add(new Selector(symbol, d.depends(), e.condition(), d));
  }

  List<Selector> selectors(int symbol) {
    return selectors.get(symbol);
  }

  List<Selector> impliers(int symbol) {
    return impliers.get(symbol);
  }
}
