package dev.plimsoll.image.spec;

import java.util.ArrayList;
import java.util.List;

/** What the JDK has no method for. */
final class Lists {
  private Lists() {}

  static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
