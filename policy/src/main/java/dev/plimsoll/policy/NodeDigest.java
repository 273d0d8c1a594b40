package dev.plimsoll.policy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A YAML document as canonical JSON: sorted keys, no blanks, every scalar a string of which only
 * quotes and backslashes are escaped. Comments, blank lines, quoting and the order of keys do not
 * count, so its digest changes exactly when the meaning may.
 */
final class NodeDigest {
  private NodeDigest() {}

  /** SHA-256 of {@link #canonical}. */
  static Digest of(YamlNode root) {
    return Digest.of(canonical(root).getBytes(StandardCharsets.UTF_8));
  }

  static String canonical(YamlNode node) {
    StringBuilder out = new StringBuilder();
    write(out, node);
    return out.toString();
  }

  private static void write(StringBuilder out, YamlNode node) {
    switch (node) {
      case YamlScalar s -> string(out, s.text());
      case YamlList l -> {
        out.append('[');
        for (YamlNode item : l.items()) {
          comma(out, '[');
          write(out, item);
        }
        out.append(']');
      }
      case YamlMap m -> {
        out.append('{');
        List<Entry> sorted = new ArrayList<>(m.entries());
        sorted.sort(Comparator.comparing(Entry::key));
        for (Entry e : sorted) {
          comma(out, '{');
          string(out, e.key());
          out.append(':');
          write(out, e.value());
        }
        out.append('}');
      }
    }
  }

  private static void comma(StringBuilder out, char open) {
    if (out.charAt(out.length() - 1) != open) {
      out.append(',');
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
