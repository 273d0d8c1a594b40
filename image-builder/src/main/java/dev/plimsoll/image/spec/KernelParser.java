package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import java.util.Optional;
import java.util.Set;

/** Reads the section {@code kernel}. */
final class KernelParser {
  private static final Set<String> KEYS = Set.of("image", "cmdline", "binary", "tar", "ucode");

  /** x86 takes 2,047 characters; the rest is room for what names the image at boot. */
  private static final int MAX_COMMAND_LINE = 1024;

  private KernelParser() {}

  static Optional<KernelSpec> parse(Fields top, SpecContext context) throws FormatException {
    Optional<YamlNode> node = top.find("kernel");
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(Fields.inOrder(node.get(), "kernel", KEYS, f -> kernel(f, context)));
  }

  private static KernelSpec kernel(Fields fields, SpecContext context) throws FormatException {
    Optional<Located<String>> image = fields.string("image");
    if (image.isPresent()) {
      context.checkReference(image.get());
    } else if (fields.isWhole() && context.isWhole()) {
      throw new FormatException(
          fields.at().toString(),
          "kernel: \"image\" is missing; without a kernel leave the" + " section out");
    }
    Optional<Located<String>> commandLine = fields.text("cmdline", MAX_COMMAND_LINE);
    if (commandLine.isPresent()) {
      checkCommandLine(commandLine.get());
    }
    return new KernelSpec(
        image,
        commandLine,
        fileName(fields, "binary"),
        fileName(fields, "tar"),
        fileName(fields, "ucode"),
        fields.at());
  }

  private static void checkCommandLine(Located<String> line) throws FormatException {
    for (int i = 0; i < line.value().length(); i++) {
      char c = line.value().charAt(i);
      if (c < ' ' || c > '~') {
        throw new FormatException(
            line.at().toString(), "kernel.cmdline: wanted one line of printable ASCII");
      }
    }
    // a spec that could set these would name another image than the one that is signed
    if (line.value().matches("(.*[\\s\"])?plimsoll\\..*")) {
      throw Checks.wrong(
          line, "kernel.cmdline", "\"plimsoll.\" parameters are set when the image is signed");
    }
  }

  private static Optional<Located<String>> fileName(Fields fields, String key)
      throws FormatException {
    Optional<Located<String>> name = fields.string(key);
    return name.isPresent() && !name.get().value().isEmpty()
        ? Optional.of(Checks.imagePath(name.get(), fields.path(key)))
        : name;
  }
}
