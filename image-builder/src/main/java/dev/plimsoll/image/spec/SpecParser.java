package dev.plimsoll.image.spec;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads LinuxKit YAML. Anything it does not understand is an error with a place, never skipped: a
 * setting that is dropped in silence is a hole in the image.
 *
 * <p>Thread-safe; no I/O.
 */
public final class SpecParser {
  private static final Set<String> SECTIONS =
      Set.of("kernel", "init", "onboot", "onshutdown", "services", "files", "volumes", "trust");
  private static final Set<String> KERNEL_KEYS =
      Set.of("image", "cmdline", "binary", "tar", "ucode");

  /** x86 takes 2,047 characters; the rest is room for what names the image at boot. */
  private static final int MAX_COMMAND_LINE = 1024;

  private SpecParser() {}

  /** One YAML text and the name that messages give it. */
  public record Source(String file, Bytes text) {}

  /** Parses and merges {@code sources} in order; references are not looked at. */
  public static ImageSpec parse(List<Source> sources) throws FormatException {
    return parse(sources, ReferenceGrammar.ANY);
  }

  /** Parses and merges {@code sources} in order, and checks the sum. */
  public static ImageSpec parse(List<Source> sources, ReferenceGrammar grammar)
      throws FormatException {
    if (sources.isEmpty()) {
      throw new FormatException("no specification given");
    }
    Optional<ImageSpec> merged = Optional.empty();
    for (Source source : sources) {
      ImageSpec next = parseOne(source, grammar);
      merged = Optional.of(merged.map(m -> m.followedBy(next)).orElse(next));
    }
    ImageSpec spec = merged.orElseThrow();
    checkNames("onboot", spec.onboot());
    checkNames("onshutdown", spec.onshutdown());
    checkNames("services", spec.services());
    checkTrust(spec.trust());
    return spec;
  }

  /** Parses the text of an {@code org.mobyproject.config} label. */
  public static ContainerSettings parseLabel(String where, String text) throws FormatException {
    YamlNode root = YamlReader.parse(where, Bytes.ofUtf8(text));
    return SettingsParser.parse(Fields.of(root, "label", SettingsParser.KEYS));
  }

  private static ImageSpec parseOne(Source source, ReferenceGrammar grammar)
      throws FormatException {
    Fields top = Fields.of(YamlReader.parse(source.file(), source.text()), "", SECTIONS);
    TrustPolicy trust = trust(top, grammar);
    refuseVolumes(top);
    List<FileSpec> files = new ArrayList<>();
    for (YamlNode node : top.list("files")) {
      files.add(FileParser.parse(node, "files[" + files.size() + "]"));
    }
    return new ImageSpec(
        kernel(top),
        top.strings("init").map(Located::value).orElse(List.of()),
        containers(top, "onboot"),
        containers(top, "onshutdown"),
        containers(top, "services"),
        files,
        trust);
  }

  private static TrustPolicy trust(Fields top, ReferenceGrammar grammar) throws FormatException {
    Optional<YamlNode> node = top.find("trust");
    return node.isEmpty() ? TrustPolicy.NONE : TrustParser.parse(node.get(), grammar);
  }

  private static void refuseVolumes(Fields top) throws FormatException {
    if (!top.list("volumes").isEmpty()) {
      top.refuse("volumes", "volumes are not available in this version");
    }
  }

  private static Optional<KernelSpec> kernel(Fields top) throws FormatException {
    Optional<YamlNode> node = top.find("kernel");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = Fields.of(node.get(), "kernel", KERNEL_KEYS);
    fields.refuse("ucode", "early microcode is not available in this version");
    Optional<Located<String>> commandLine = fields.text("cmdline", MAX_COMMAND_LINE);
    if (commandLine.isPresent()) {
      checkCommandLine(commandLine.get());
    }
    return Optional.of(
        new KernelSpec(
            fields.string("image"),
            commandLine,
            fileName(fields, "binary"),
            fileName(fields, "tar"),
            fields.at()));
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
    if (name.isPresent() && !name.get().value().isEmpty()) {
      return Optional.of(Checks.imagePath(name.get(), fields.path(key)));
    }
    return name;
  }

  private static List<ContainerSpec> containers(Fields top, String section) throws FormatException {
    List<ContainerSpec> found = new ArrayList<>();
    for (YamlNode node : top.list(section)) {
      String what = section + "[" + found.size() + "]";
      Set<String> keys = new HashSet<>(SettingsParser.KEYS);
      keys.addAll(Set.of("name", "image"));
      Fields fields = Fields.of(node, what, keys);
      Located<String> name = Checks.name(fields.require("name"), fields.path("name"));
      ContainerSettings settings = SettingsParser.parse(fields);
      found.add(
          new ContainerSpec(
              name,
              fields.require("image"),
              settings,
              what + " " + name.value(),
              node instanceof YamlMap m ? m.at() : top.at()));
    }
    return found;
  }

  /** A key that is for nothing protects nothing: whoever wrote it must be told. */
  private static void checkTrust(TrustPolicy trust) throws FormatException {
    for (TrustPolicy.Entry entry : trust.entries()) {
      if (entry.only().isEmpty() && trust.signed().isEmpty()) {
        throw new FormatException(
            entry.requirement().at().toString(),
            "trust: this entry is for no image; name images or organisations in image or org,"
                + " or write image: [\"*\"] for all");
      }
    }
  }

  private static void checkNames(String section, List<ContainerSpec> containers)
      throws FormatException {
    Map<String, SourcePosition> seen = new HashMap<>();
    for (ContainerSpec container : containers) {
      Optional<SourcePosition> before =
          Optional.ofNullable(seen.put(container.name().value(), container.name().at()));
      if (before.isPresent()) {
        throw new FormatException(
            container.name().at().toString(),
            section
                + " name "
                + FormatException.quote(container.name().value())
                + " stands twice, first at "
                + before.get());
      }
    }
  }
}
