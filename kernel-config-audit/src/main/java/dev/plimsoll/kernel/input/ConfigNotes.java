package dev.plimsoll.kernel.input;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.kernel.config.ConfigProblem;
import dev.plimsoll.kernel.config.ConfigProblem.Kind;
import dev.plimsoll.kernel.config.KernelConfig;
import java.util.ArrayList;
import java.util.List;

/** What is odd in a configuration, as located lines. */
final class ConfigNotes {
  private ConfigNotes() {}

  /** Odd, and read all the same. */
  static List<String> of(String where, Bytes text, KernelConfig config) {
    List<String> notes = new ArrayList<>();
    byte[] bytes = text.toArray();
    if (bytes.length > 2 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb) {
      notes.add(where + ":1:1: starts with a byte order mark");
    }
    int line = 1;
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (bytes[i - 1] == '\r') {
          notes.add(where + ":" + line + ":1: has CRLF line ends");
          break;
        }
        line++;
      }
    }
    repeats(where, config, notes);
    return notes;
  }

  private static void repeats(String where, KernelConfig config, List<String> notes) {
    List<ConfigProblem> repeats = problems(config, Kind.REPEATED);
    if (!repeats.isEmpty()) {
      ConfigProblem first = repeats.getFirst();
      String more = repeats.size() > 1 ? " (and " + (repeats.size() - 1) + " more repeats)" : "";
      notes.add(where + ":" + first.line() + ":1: " + first.message() + more);
    }
  }

  /** Lines that make rules UNKNOWN: contradictions, and what Kconfig does not write. */
  static List<String> doubts(String where, KernelConfig config, int most) {
    List<String> doubts = new ArrayList<>();
    int count = 0;
    for (ConfigProblem p : config.problems()) {
      if (p.kind() != Kind.REPEATED && ++count <= most) {
        doubts.add(where + ":" + p.line() + ":1: " + p.message());
      }
    }
    if (count > most) {
      doubts.add(where + ": and " + (count - most) + " more such lines");
    }
    return doubts;
  }

  private static List<ConfigProblem> problems(KernelConfig config, Kind kind) {
    return config.problems().stream().filter(p -> p.kind() == kind).toList();
  }
}
