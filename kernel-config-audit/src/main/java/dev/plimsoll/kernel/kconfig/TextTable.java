package dev.plimsoll.kernel.kconfig;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts by number, kept as UTF-8 bytes until they are asked for. Immutable; thread-safe. */
final class TextTable {
  private final byte[] bytes;
  private final int[] ends;

  /**
   * @param ends where each text ends in {@code bytes}, ascending
   */
  TextTable(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  static TextTable of(List<String> texts) {
    byte[][] parts = new byte[texts.size()][];
    int[] ends = new int[texts.size()];
    int total = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
      total += parts[i].length;
      ends[i] = total;
    }
    byte[] all = new byte[total];
    for (int i = 0; i < parts.length; i++) {
      System.arraycopy(parts[i], 0, all, ends[i] - parts[i].length, parts[i].length);
    }
    return new TextTable(all, ends);
  }

  int size() {
    return ends.length;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int text) {
    return text == 0 ? 0 : ends[text - 1];
  }

  int end(int text) {
    return ends[text];
  }

  String get(int text) {
    int start = start(text);
    return new String(bytes, start, ends[text] - start, StandardCharsets.UTF_8);
  }
}
