package dev.plimsoll.kernel.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the published tables of facts: CSV with a header, cells in double quotes where needed. */
final class FactTable {
  private FactTable() {}

  static String field(Map<String, String> row, String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  static List<Map<String, String>> rows(String csv) {
    List<List<String>> lines = new ArrayList<>();
    for (String line : csv.split("\r?\n")) {
      lines.add(cells(line));
    }
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> cells : lines.subList(1, lines.size())) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(lines.getFirst().get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (char c : line.toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
