package dev.plimsoll.image.kernel;

import dev.plimsoll.formats.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An index as kmod reads it (libkmod-index.c, version 2.1): a radix tree over bytes below 128, big
 * endian, children before their parents. Used by one thread.
 */
final class ModuleTrie {
  private static final int MAGIC = 0xB007F457;
  private static final int VERSION = 0x00020001;
  private static final int PREFIX = 0x80000000;
  private static final int VALUES = 0x40000000;
  private static final int CHILDREN = 0x20000000;

  private final Node root = new Node("");

  /** Bytes of keys that all below share, values that end here, and the rest by its first byte. */
  private static final class Node {
    private String prefix;
    private List<Value> values = new ArrayList<>();
    private Map<Character, Node> children = new TreeMap<>();

    Node(String prefix) {
      this.prefix = prefix;
    }
  }

  private record Value(String text, int priority) {}

  /** Adds one value; those of a key are kept in the order of their priorities. */
  void add(String key, String text, int priority) {
    if (!key.chars().allMatch(c -> c > 0 && c < 128)) {
      return; // kmod's own depmod leaves such names out as well
    }
    Node node = root;
    int at = 0;
    for (; ; ) {
      int shared = 0;
      while (shared < node.prefix.length()
          && at + shared < key.length()
          && node.prefix.charAt(shared) == key.charAt(at + shared)) {
        shared++;
      }
      if (shared < node.prefix.length()) {
        split(node, shared);
      }
      at += shared;
      if (at == key.length()) {
        node.values.add(new Value(text, priority));
        return;
      }
      char next = key.charAt(at);
      at++;
      String rest = key.substring(at);
      node = node.children.computeIfAbsent(next, c -> new Node(rest));
    }
  }

  private static void split(Node node, int shared) {
    Node below = new Node(node.prefix.substring(shared + 1));
    below.values = node.values;
    below.children = node.children;
    char next = node.prefix.charAt(shared);
    node.prefix = node.prefix.substring(0, shared);
    node.values = new ArrayList<>();
    node.children = new TreeMap<>(Map.of(next, below));
  }

  Bytes encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[12]);
    int start = write(root, out);
    byte[] bytes = out.toByteArray();
    ByteBuffer.wrap(bytes).putInt(MAGIC).putInt(VERSION).putInt(start);
    return Bytes.copyOf(bytes);
  }

  private static int write(Node node, ByteArrayOutputStream out) {
    Map<Character, Integer> places = new TreeMap<>();
    node.children.forEach((next, child) -> places.put(next, write(child, out)));
    int place = out.size();
    if (!node.prefix.isEmpty()) {
      text(node.prefix, out);
      place |= PREFIX;
    }
    if (!places.isEmpty()) {
      char first = node.children.keySet().stream().min(Character::compare).orElseThrow();
      char last = node.children.keySet().stream().max(Character::compare).orElseThrow();
      out.write(first);
      out.write(last);
      for (char c = first; c <= last; c++) {
        number(places.getOrDefault(c, 0), out);
      }
      place |= CHILDREN;
    }
    if (!node.values.isEmpty()) {
      number(node.values.size(), out);
      for (Value value : node.values) {
        number(value.priority, out);
        text(value.text, out);
      }
      place |= VALUES;
    }
    return place;
  }

  private static void text(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write(0);
  }

  private static void number(int value, ByteArrayOutputStream out) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }
}
