package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one entry of {@code volumes:}. */
final class VolumeParser {
  static final Set<String> KEYS = Set.of("name", "image", "readonly", "format", "platforms");

  /** LinuxKit's pattern, but for the empty name. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,128}");

  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?");

  private VolumeParser() {}

  static VolumeSpec parse(YamlNode node, String what, SpecContext context) throws FormatException {
    return Fields.inOrder(node, what, KEYS, f -> volume(f, context));
  }

  private static VolumeSpec volume(Fields fields, SpecContext context) throws FormatException {
    Located<String> name = fields.require("name", "x");
    if (!NAME.matcher(name.value()).matches()) {
      throw Checks.wrong(
          name,
          fields.path("name"),
          "wanted at most 128 lower-case letters, digits, \"_\" and \"-\"");
    }
    Optional<Located<String>> image = fields.string("image").filter(i -> !i.value().isEmpty());
    if (image.isPresent()) {
      context.checkReference(image.get());
    }
    Optional<Located<String>> format = fields.string("format").filter(f -> !f.value().isEmpty());
    if (format.isPresent()) {
      Checks.oneOf(format.get(), fields.path("format"), "filesystem", "oci");
    }
    List<Located<String>> platforms =
        fields.strings("platforms").map(Located::value).orElse(List.of());
    for (Located<String> platform : platforms) {
      if (!PLATFORM.matcher(platform.value()).matches()) {
        throw Checks.wrong(platform, fields.path("platforms"), "wanted linux/ARCHITECTURE");
      }
    }
    return new VolumeSpec(
        name,
        image,
        fields.bool("readonly").map(Located::value).orElse(false),
        format
            .map(f -> VolumeSpec.Format.valueOf(f.value().toUpperCase(Locale.ROOT)))
            .orElse(VolumeSpec.Format.FILESYSTEM),
        platforms,
        fields.at());
  }
}
