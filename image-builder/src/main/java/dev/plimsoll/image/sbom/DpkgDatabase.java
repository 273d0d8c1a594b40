package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.sbom.SoftwarePackage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * dpkg's {@code status} and the files of {@code status.d} (deb-control(5)): only what is installed
 * counts, not what was removed and left its configuration.
 */
final class DpkgDatabase {
  private DpkgDatabase() {}

  /**
   * @throws FormatException when a paragraph is none, or has no name or version
   */
  static List<SoftwarePackage.Builder> parse(String text, Distribution distribution)
      throws FormatException {
    List<SoftwarePackage.Builder> found = new ArrayList<>();
    Map<String, String> fields = new TreeMap<>();
    int number = 0;
    for (String line : (text + "\n\n").split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        if (isInstalled(fields)) {
          found.add(entry(fields, distribution, number));
        }
        fields.clear();
      } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new FormatException(
              "line " + number + " is no field: " + FormatException.quote(line));
        }
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        fields.putIfAbsent(name, line.substring(colon + 1).strip());
      }
    }
    return found;
  }

  /** {@code Status: install ok installed}; files of status.d have none. */
  private static boolean isInstalled(Map<String, String> fields) {
    String status = fields.getOrDefault("status", "install ok installed");
    return !fields.isEmpty() && status.endsWith(" installed");
  }

  private static SoftwarePackage.Builder entry(
      Map<String, String> fields, Distribution distribution, int line) throws FormatException {
    Optional<String> name = field(fields, "package");
    Optional<String> version = field(fields, "version");
    if (name.isEmpty() || version.isEmpty()) {
      throw new FormatException("the paragraph before line " + line + " lacks a name or a version");
    }
    return of(
        name.get(),
        version.get(),
        field(fields, "architecture"),
        Optional.of(distribution),
        field(fields, "maintainer"),
        field(fields, "homepage"),
        field(fields, "description"),
        field(fields, "source"));
  }

  /** A Debian package, from wherever its fields come. */
  static SoftwarePackage.Builder of(
      String name,
      String version,
      Optional<String> architecture,
      Optional<Distribution> distribution,
      Optional<String> maintainer,
      Optional<String> homepage,
      Optional<String> description,
      Optional<String> source) {
    return SoftwarePackage.named(Kind.DEB, name, version)
        .architecture(architecture)
        .supplier(maintainer)
        .homepage(homepage)
        .summary(description)
        .source(source)
        .url(
            new PackageUrl(
                "deb",
                Optional.of(distribution.map(d -> d.idOr("debian")).orElse("debian")),
                name,
                version,
                Map.of(
                    "arch",
                    architecture.orElse(""),
                    "distro",
                    distribution.map(Distribution::qualifier).orElse(""))));
  }

  private static Optional<String> field(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name)).filter(v -> !v.isEmpty());
  }
}
