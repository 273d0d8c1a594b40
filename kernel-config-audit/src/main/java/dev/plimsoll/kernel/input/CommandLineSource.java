package dev.plimsoll.kernel.input;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.cmdline.CommandLine;
import dev.plimsoll.kernel.source.KernelContents;
import dev.plimsoll.kernel.source.KernelFile;
import dev.plimsoll.kernel.source.KernelReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A command line out of a file: a text such as {@code /proc/cmdline}; a LinuxKit YAML, {@code
 * kernel.cmdline}; or a unified kernel image. Stateless; blocking.
 */
public final class CommandLineSource {
  private static final int MAX_YAML = 4 << 20;

  private CommandLineSource() {}

  /**
   * Reads it; the kind is told by the name ({@code .yml}, {@code .yaml}) and by {@code MZ}.
   *
   * @throws FormatException located; also when the YAML or the image has none, or the line cannot
   *     be split
   */
  public static Surface read(String where, KernelFile file) throws FormatException, IOException {
    Surface line = find(where, file);
    CommandLine.parse(line.where(), line.text());
    return line;
  }

  private static Surface find(String where, KernelFile file) throws FormatException, IOException {
    String name = where.toLowerCase(Locale.ROOT);
    if (name.endsWith(".yml") || name.endsWith(".yaml")) {
      return yaml(where, file.readAll(where, MAX_YAML, "a specification"));
    }
    if (file.startsWithText("MZ")) {
      KernelContents image = KernelReader.readFile(where, file);
      return image
          .commandLine()
          .map(t -> new Surface(t.where(), t.bytes()))
          .orElseThrow(
              () ->
                  new FormatException(where, image.kind().words() + " without a section .cmdline"));
    }
    return new Surface(where, file.readAll(where, CommandLine.MAX_BYTES, "a command line"));
  }

  private static Surface yaml(String where, Bytes text) throws FormatException {
    YamlNode root = YamlReader.parse(where, text);
    Optional<YamlNode> line = member(root, "kernel").flatMap(k -> member(k, "cmdline"));
    if (line.isEmpty() || !(line.get() instanceof YamlScalar scalar)) {
      throw new FormatException(root.at() + ": no kernel.cmdline in this specification");
    }
    return new Surface(scalar.at().toString(), Bytes.ofUtf8(scalar.text()));
  }

  private static Optional<YamlNode> member(YamlNode node, String key) {
    if (node instanceof YamlMap map) {
      for (YamlNode.Entry e : map.entries()) {
        if (e.key().equals(key)) {
          return Optional.of(e.value());
        }
      }
    }
    return Optional.empty();
  }
}
