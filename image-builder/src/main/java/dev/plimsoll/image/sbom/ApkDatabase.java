package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alpine's {@code lib/apk/db/installed}: one letter and a colon a line, a blank line between. */
final class ApkDatabase {
  private ApkDatabase() {}

  /**
   * @throws FormatException when an entry has no name or version
   */
  static List<SoftwarePackage.Builder> parse(String text, Distribution distribution)
      throws FormatException {
    List<SoftwarePackage.Builder> found = new ArrayList<>();
    Map<Character, String> fields = new HashMap<>();
    int number = 0;
    for (String line : (text + "\n\n").split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        if (!fields.isEmpty()) {
          found.add(entry(fields, distribution, number));
          fields.clear();
        }
      } else if (line.length() >= 2 && line.charAt(1) == ':') {
        // files (F, R, a, Z) repeat; the fields of the package itself stand once
        fields.putIfAbsent(line.charAt(0), line.substring(2));
      } else {
        throw new FormatException(
            "line " + number + " is no field: " + FormatException.quote(line));
      }
    }
    return found;
  }

  private static SoftwarePackage.Builder entry(
      Map<Character, String> fields, Distribution distribution, int line) throws FormatException {
    Optional<String> name = field(fields, 'P');
    Optional<String> version = field(fields, 'V');
    if (name.isEmpty() || version.isEmpty()) {
      throw new FormatException("the entry before line " + line + " lacks a name or a version");
    }
    Optional<String> architecture = field(fields, 'A');
    return SoftwarePackage.named(Kind.APK, name.get(), version.get())
        .architecture(architecture)
        .license(field(fields, 'L'))
        .supplier(field(fields, 'm'))
        .homepage(field(fields, 'U'))
        .summary(field(fields, 'T'))
        .source(field(fields, 'o'))
        .url(
            new PackageUrl(
                "apk",
                Optional.of(distribution.idOr("alpine")),
                name.get(),
                version.get(),
                Map.of("arch", architecture.orElse(""), "distro", distribution.qualifier())));
  }

  private static Optional<String> field(Map<Character, String> fields, char letter) {
    return Optional.ofNullable(fields.get(letter)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
