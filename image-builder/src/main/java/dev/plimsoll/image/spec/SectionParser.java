package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.image.spec.SpecContext.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the sections of a specification. */
final class SectionParser {
  private static final Set<String> SECTIONS =
      Set.of("kernel", "init", "onboot", "onshutdown", "services", "files", "volumes", "trust");
  private static final List<String> CONTAINER_SECTIONS =
      List.of("onboot", "onshutdown", "services");
  private static final Set<String> CONTAINER_KEYS = containerKeys();

  private SectionParser() {}

  private static Set<String> containerKeys() {
    Set<String> keys = new java.util.HashSet<>(SettingsParser.KEYS);
    keys.addAll(Set.of("name", "image"));
    return Set.copyOf(keys);
  }

  static ImageSpec parse(YamlMap document, SpecContext context) throws FormatException {
    return Fields.inOrder(document, "", SECTIONS, top -> spec(document, top, context));
  }

  private static ImageSpec spec(YamlMap document, Fields top, SpecContext context)
      throws FormatException {
    List<Located<String>> init = top.strings("init").map(Located::value).orElse(List.of());
    for (Located<String> reference : init) {
      context.checkReference(reference);
    }
    ImageSpec spec =
        new ImageSpec(
            KernelParser.parse(top, context),
            init,
            volumes(top, context),
            containers(top, "onboot", context),
            containers(top, "onshutdown", context),
            containers(top, "services", context),
            files(top, context),
            trust(top, context),
            document);
    if (top.isWhole() && context.isWhole()) {
      checkTrust(spec.trust());
    }
    return spec;
  }

  private static List<FileSpec> files(Fields top, SpecContext context) throws FormatException {
    List<FileSpec> files = new ArrayList<>();
    for (YamlNode node : top.list("files")) {
      files.add(FileParser.parse(node, "files[" + files.size() + "]", context));
    }
    return files;
  }

  private static List<VolumeSpec> volumes(Fields top, SpecContext context) throws FormatException {
    List<VolumeSpec> volumes = new ArrayList<>();
    Unique names = new Unique("volumes");
    for (YamlNode node : top.list("volumes")) {
      volumes.add(VolumeParser.parse(node, "volumes[" + volumes.size() + "]", context));
      names.add(volumes.getLast().name());
    }
    return volumes;
  }

  private static List<ContainerSpec> containers(Fields top, String section, SpecContext context)
      throws FormatException {
    List<ContainerSpec> found = new ArrayList<>();
    Unique names = new Unique(section);
    for (YamlNode node : top.list(section)) {
      String what = section + "[" + found.size() + "]";
      found.add(Fields.inOrder(node, what, CONTAINER_KEYS, f -> container(f, context)));
      names.add(found.getLast().name());
    }
    return found;
  }

  private static ContainerSpec container(Fields fields, SpecContext context)
      throws FormatException {
    Located<String> name = Checks.name(fields.require("name", "x"), fields.path("name"));
    Located<String> image = fields.require("image", "x");
    context.checkReference(image);
    return new ContainerSpec(
        name,
        image,
        SettingsParser.parse(fields, context),
        fields.what() + " " + name.value(),
        fields.at());
  }

  private static TrustPolicy trust(Fields top, SpecContext context) throws FormatException {
    Optional<YamlNode> node = top.find("trust");
    return node.isEmpty()
        ? TrustPolicy.NONE
        : TrustParser.parse(node.get(), context::checkReference);
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

  /** What the parts of {@code document}, whose files were each found in order, know of another. */
  static SpecContext context(YamlMap document, ReferenceGrammar grammar) {
    List<String> containers = new ArrayList<>();
    for (String section : CONTAINER_SECTIONS) {
      for (YamlMap container : maps(document, section)) {
        containers.add(text(container, "name"));
      }
    }
    Map<String, Access> volumes = new TreeMap<>();
    for (YamlMap volume : maps(document, "volumes")) {
      boolean readonly = text(volume, "readonly").equalsIgnoreCase("true");
      volumes.put(text(volume, "name"), readonly ? Access.READ_ONLY : Access.READ_WRITE);
    }
    return SpecContext.ofWhole(grammar, containers, volumes);
  }

  private static List<YamlMap> maps(YamlMap document, String section) {
    List<YamlMap> found = new ArrayList<>();
    if (document.find(section).orElse(document) instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlMap map) {
          found.add(map);
        }
      }
    }
    return found;
  }

  private static String text(YamlMap map, String key) {
    for (Entry e : map.entries()) {
      if (e.key().equals(key) && e.value() instanceof YamlScalar s) {
        return s.text();
      }
    }
    return "";
  }

  /** Names that become directories side by side. */
  private static final class Unique {
    private final String section;
    private final Map<String, SourcePosition> seen = new HashMap<>();

    Unique(String section) {
      this.section = section;
    }

    void add(Located<String> name) throws FormatException {
      Optional<SourcePosition> before = Optional.ofNullable(seen.put(name.value(), name.at()));
      if (before.isPresent()) {
        throw new FormatException(
            name.at().toString(),
            section
                + " name "
                + FormatException.quote(name.value())
                + " stands twice, first at "
                + before.get());
      }
    }
  }
}
