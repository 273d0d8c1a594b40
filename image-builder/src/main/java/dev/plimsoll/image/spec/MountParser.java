package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.SpecContext.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code mounts}, {@code binds} and {@code tmpfs}. A bind's source that is no absolute path
 * names a volume.
 */
final class MountParser {
  private static final Set<String> MOUNT_KEYS =
      Set.of("type", "source", "destination", "options", "uidmappings", "gidmappings");

  /** Where a kind of file system belongs when nothing else is said. */
  private static final Map<String, String> USUAL_PLACE =
      Map.of(
          "proc", "/proc",
          "devpts", "/dev/pts",
          "sysfs", "/sys",
          "cgroup", "/sys/fs/cgroup",
          "mqueue", "/dev/mqueue");

  private MountParser() {}

  static Optional<Located<List<MountSpec>>> mounts(Fields fields, SpecContext context)
      throws FormatException {
    Optional<YamlNode> node = fields.find("mounts");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Destinations seen = new Destinations();
    List<MountSpec> mounts = new ArrayList<>();
    for (YamlNode item : fields.list("mounts")) {
      String what = fields.path("mounts") + "[" + mounts.size() + "]";
      mounts.add(Fields.inOrder(item, what, MOUNT_KEYS, f -> mount(f, context)));
      Located<String> destination = new Located<>(mounts.getLast().destination(), item.at());
      seen.add(destination, what);
    }
    return Optional.of(new Located<>(List.copyOf(mounts), node.get().at()));
  }

  private static MountSpec mount(Fields fields, SpecContext context) throws FormatException {
    Optional<Located<String>> destination = fields.string("destination");
    if (destination.isPresent() && !destination.get().value().isEmpty()) {
      Checks.absolutePath(destination.get(), fields.path("destination"));
    }
    List<String> options = fields.strings("options").map(MountParser::values).orElse(List.of());
    Optional<Located<String>> source = fields.string("source").filter(s -> !s.value().isEmpty());
    String to = destination.map(Located::value).orElse("");
    String type = type(fields, source, to);
    String place = to.isEmpty() ? USUAL_PLACE.getOrDefault(type, "") : to;
    if (place.isEmpty() && fields.isWhole()) {
      throw new FormatException(
          fields.at().toString(), fields.what() + ": \"destination\" is missing");
    }
    String from = source.map(Located::value).orElse(type);
    if (type.equals("bind") && source.isPresent() && !from.startsWith("/")) {
      Access wanted =
          options.contains("ro") && !options.contains("rw") ? Access.READ_ONLY : Access.READ_WRITE;
      from = volume(source.get(), from, wanted, fields.path("source"), context, fields.isWhole());
    } else if (type.equals("bind") && source.isPresent()) {
      Checks.absolutePath(source.get(), fields.path("source"));
    }
    return new MountSpec(
        place,
        type,
        from,
        options,
        IdMapping.parse(fields, "uidmappings").map(Located::value).orElse(List.of()),
        IdMapping.parse(fields, "gidmappings").map(Located::value).orElse(List.of()));
  }

  /** Mounts of {@code runtime:}, which init makes in order, one over the other if need be. */
  static Optional<List<MountSpec>> runtimeMounts(Fields fields) throws FormatException {
    if (!fields.has("mounts")) {
      return Optional.empty();
    }
    List<MountSpec> mounts = new ArrayList<>();
    for (YamlNode item : fields.list("mounts")) {
      String what = fields.path("mounts") + "[" + mounts.size() + "]";
      mounts.add(Fields.inOrder(item, what, MOUNT_KEYS, MountParser::runtimeMount));
    }
    return Optional.of(List.copyOf(mounts));
  }

  private static MountSpec runtimeMount(Fields fields) throws FormatException {
    Located<String> destination =
        Checks.absolutePath(fields.require("destination", "/"), fields.path("destination"));
    return new MountSpec(
        destination.value(),
        fields.string("type").map(Located::value).orElse(""),
        fields.string("source").map(Located::value).orElse(""),
        fields.strings("options").map(MountParser::values).orElse(List.of()),
        IdMapping.parse(fields, "uidmappings").map(Located::value).orElse(List.of()),
        IdMapping.parse(fields, "gidmappings").map(Located::value).orElse(List.of()));
  }

  /** LinuxKit guesses the type from a source or destination that has only one meaning. */
  private static String type(Fields fields, Optional<Located<String>> source, String to)
      throws FormatException {
    Optional<String> type = fields.string("type").map(Located::value).filter(t -> !t.isEmpty());
    if (type.isPresent()) {
      return type.get();
    }
    String from = source.map(Located::value).orElse("");
    if (USUAL_PLACE.containsKey(from)) {
      return from;
    }
    if (to.equals("/dev")) {
      return "tmpfs";
    }
    if (fields.isWhole()) {
      throw new FormatException(fields.at().toString(), fields.what() + ": \"type\" is missing");
    }
    return "";
  }

  /** {@code SOURCE:DESTINATION[:OPTION,…]}; without options {@code rw,rbind,rshared}. */
  static Optional<Located<List<MountSpec>>> binds(Fields fields, String key, SpecContext context)
      throws FormatException {
    Optional<Located<List<Located<String>>>> binds = fields.strings(key);
    if (binds.isEmpty()) {
      return Optional.empty();
    }
    Destinations seen = new Destinations();
    List<MountSpec> mounts = new ArrayList<>();
    for (Located<String> bind : binds.get().value()) {
      String what = fields.path(key) + "[" + mounts.size() + "]";
      mounts.add(bind(bind, what, context));
      seen.add(new Located<>(mounts.getLast().destination(), bind.at()), what);
    }
    return Optional.of(new Located<>(List.copyOf(mounts), binds.get().at()));
  }

  private static MountSpec bind(Located<String> bind, String what, SpecContext context)
      throws FormatException {
    String[] parts = bind.value().split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw Checks.wrong(bind, what, "wanted SOURCE:DESTINATION[:OPTIONS]");
    }
    List<String> options = bindOptions(parts);
    String source = parts[0];
    if (source.startsWith("/")) {
      Checks.absolutePath(new Located<>(source, bind.at()), what);
    } else {
      Access wanted = options.contains("ro") ? Access.READ_ONLY : Access.READ_WRITE;
      source = volume(bind, source, wanted, what, context, true);
    }
    Checks.absolutePath(new Located<>(parts[1], bind.at()), what);
    return new MountSpec(parts[1], "bind", source, options);
  }

  /** Where the volume {@code name} is mounted at boot. */
  private static String volume(
      Located<String> at,
      String name,
      Access wanted,
      String what,
      SpecContext context,
      boolean optionsKnown)
      throws FormatException {
    Access allowed = context.volume(at, name, what);
    if (optionsKnown && allowed == Access.READ_ONLY && wanted == Access.READ_WRITE) {
      throw Checks.wrong(at, what, "the volume is read-only: mount it with the option ro");
    }
    return VolumeSpec.mountedAt(name);
  }

  private static List<String> bindOptions(String[] parts) {
    if (parts.length < 3) {
      return List.of("rw", "rbind", "rshared");
    }
    List<String> options = new ArrayList<>(Arrays.asList(parts[2].split(",", -1)));
    options.removeIf(o -> o.isEmpty() || o.equals("rbind"));
    options.add("rbind");
    return options;
  }

  /** {@code DESTINATION[:OPTION,…]}. */
  static Optional<Located<List<MountSpec>>> tmpfs(Fields fields) throws FormatException {
    Optional<Located<List<Located<String>>>> tmpfs = fields.strings("tmpfs");
    if (tmpfs.isEmpty()) {
      return Optional.empty();
    }
    Destinations seen = new Destinations();
    List<MountSpec> mounts = new ArrayList<>();
    for (Located<String> item : tmpfs.get().value()) {
      String what = fields.path("tmpfs") + "[" + mounts.size() + "]";
      String[] parts = item.value().split(":", -1);
      if (parts.length > 2) {
        throw Checks.wrong(item, what, "wanted DESTINATION[:OPTIONS]");
      }
      Located<String> destination = new Located<>(parts[0], item.at());
      Checks.absolutePath(destination, what);
      seen.add(destination, what);
      List<String> options = parts.length == 1 ? List.of() : Arrays.asList(parts[1].split(",", -1));
      mounts.add(new MountSpec(parts[0], "tmpfs", "tmpfs", options));
    }
    return Optional.of(new Located<>(List.copyOf(mounts), tmpfs.get().at()));
  }

  /** One list must not mount two things at one place: the first would be lost in silence. */
  private static final class Destinations {
    private final Set<String> seen = new HashSet<>();

    void add(Located<String> destination, String what) throws FormatException {
      String bare = destination.value().replaceAll("(?<=.)/+$", "");
      if (!bare.isEmpty() && !seen.add(bare)) {
        throw Checks.wrong(destination, what, "another entry of this list is mounted there");
      }
    }
  }

  static List<String> values(Located<List<Located<String>>> list) {
    return list.value().stream().map(Located::value).toList();
  }
}
