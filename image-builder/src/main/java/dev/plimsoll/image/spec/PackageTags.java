package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;

/**
 * Resolves LinuxKit's template {@code @pkg:PATH}: the tag that a package directory's content would
 * be published under. Thread-safe.
 */
@FunctionalInterface
public interface PackageTags {
  /** What such a scalar begins with. */
  String TEMPLATE = "@pkg:";

  /** For specifications that have no folder, such as those sent to a service. */
  PackageTags NONE =
      template -> {
        throw new FormatException(
            template.at().toString(),
            FormatException.quote(template.value())
                + ": package templates are resolved in specifications that are read from files");
      };

  /**
   * The whole reference, e.g. {@code
   * docker.io/linuxkit/init:45a1ad5919f0b6acf0f0cf730e9434abfae11fe6}.
   *
   * @throws FormatException when it cannot be told, with the template's place
   */
  String resolve(Located<String> template) throws FormatException;
}
