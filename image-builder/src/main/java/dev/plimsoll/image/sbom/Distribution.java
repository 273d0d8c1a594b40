package dev.plimsoll.image.sbom;

import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whose packages a root holds, from its {@code os-release} (os-release(5)).
 *
 * @param id e.g. {@code debian}; empty when the root does not tell
 * @param version e.g. {@code 12}
 */
record Distribution(Optional<String> id, Optional<String> version) {
  private static final int MAX_FILE = 64 << 10;

  /** For a database of packages whose namespace is known by its kind. */
  String idOr(String standard) {
    return id.orElse(standard);
  }

  /** The purl qualifier {@code distro}, e.g. {@code debian-12}; empty when unknown. */
  String qualifier() {
    return id.map(i -> i + version.map(v -> "-" + v).orElse("")).orElse("");
  }

  /**
   * @param root path of a root with a trailing slash; empty for the tree itself
   */
  static Distribution of(FileTree tree, String root) throws IOException {
    // the first is mostly a link to the second
    for (String path : List.of("etc/os-release", "usr/lib/os-release")) {
      Optional<RegularFile> file = tree.findFile(root + path);
      if (file.isPresent() && file.get().content().length() <= MAX_FILE) {
        return parse(file.get().content().read(MAX_FILE).utf8());
      }
    }
    return new Distribution(Optional.empty(), Optional.empty());
  }

  static Distribution parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        fields.putIfAbsent(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
      }
    }
    return new Distribution(word(fields, "ID"), word(fields, "VERSION_ID"));
  }

  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted =
        text.length() >= 2
            && (text.startsWith("\"") && text.endsWith("\"")
                || text.startsWith("'") && text.endsWith("'"));
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static Optional<String> word(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name)).filter(v -> v.matches("[A-Za-z0-9._-]{1,64}"));
  }
}
