package dev.plimsoll.kernel.kconfig;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Symbols by name, without CONFIG_. Immutable; thread-safe. */
final class NameTable {
  private final TextTable names;
  private final int[] buckets;
  private final int[] next;

  NameTable(TextTable names) {
    this.names = names;
    int size = Integer.highestOneBit(Math.max(16, names.size())) * 2;
    this.buckets = new int[size];
    this.next = new int[names.size()];
    Arrays.fill(buckets, -1);
    for (int i = 0; i < names.size(); i++) {
      int b = hash(names.bytes(), names.start(i), names.end(i)) & (size - 1);
      next[i] = buckets[b];
      buckets[b] = i;
    }
  }

  private static int hash(byte[] bytes, int from, int to) {
    int h = 0;
    for (int i = from; i < to; i++) {
      h = h * 31 + bytes[i];
    }
    return h ^ (h >>> 15);
  }

  /** The symbol's number, or -1. */
  int find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int i = buckets[hash(wanted, 0, wanted.length) & (buckets.length - 1)];
    while (i >= 0) {
      if (Arrays.equals(names.bytes(), names.start(i), names.end(i), wanted, 0, wanted.length)) {
        return i;
      }
      i = next[i];
    }
    return -1;
  }

  String get(int symbol) {
    return names.get(symbol);
  }

  int size() {
    return names.size();
  }

  TextTable texts() {
    return names;
  }
}
