package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code mounts}, {@code binds} and {@code tmpfs}. */
final class MountParser {
  private static final Set<String> MOUNT_KEYS =
      Set.of("type", "source", "destination", "options", "uidmappings", "gidmappings");

  private MountParser() {}

  static Optional<Located<List<MountSpec>>> mounts(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("mounts");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<MountSpec> mounts = new ArrayList<>();
    for (YamlNode item : fields.list("mounts")) {
      mounts.add(mount(item, fields.path("mounts") + "[" + mounts.size() + "]"));
    }
    return Optional.of(new Located<>(List.copyOf(mounts), node.get().at()));
  }

  private static MountSpec mount(YamlNode node, String what) throws FormatException {
    Fields fields = Fields.of(node, what, MOUNT_KEYS);
    fields.refuse("uidmappings", "id-mapped mounts are not available in this version");
    fields.refuse("gidmappings", "id-mapped mounts are not available in this version");
    Located<String> destination =
        Checks.absolutePath(fields.require("destination"), fields.path("destination"));
    String type = fields.string("type").map(Located::value).orElse("bind");
    String source = fields.string("source").map(Located::value).orElse(type);
    List<String> options = fields.strings("options").map(MountParser::values).orElse(List.of());
    return new MountSpec(destination.value(), type, source, options);
  }

  /** {@code SOURCE[:DESTINATION[:OPTION,…]]}; without options {@code rw,rbind,rshared}. */
  static Optional<Located<List<MountSpec>>> binds(Fields fields, String key)
      throws FormatException {
    Optional<Located<List<Located<String>>>> binds = fields.strings(key);
    if (binds.isEmpty()) {
      return Optional.empty();
    }
    List<MountSpec> mounts = new ArrayList<>();
    for (Located<String> bind : binds.get().value()) {
      String what = fields.path(key) + "[" + mounts.size() + "]";
      String[] parts = bind.value().split(":", -1);
      if (parts.length > 3) {
        throw Checks.wrong(bind, what, "wanted SOURCE[:DESTINATION[:OPTIONS]]");
      }
      String destination = parts[parts.length == 1 ? 0 : 1];
      Checks.absolutePath(new Located<>(parts[0], bind.at()), what);
      Checks.absolutePath(new Located<>(destination, bind.at()), what);
      mounts.add(new MountSpec(destination, "bind", parts[0], bindOptions(parts)));
    }
    return Optional.of(new Located<>(List.copyOf(mounts), binds.get().at()));
  }

  private static List<String> bindOptions(String[] parts) {
    if (parts.length < 3) {
      return List.of("rw", "rbind", "rshared");
    }
    List<String> options = new ArrayList<>(Arrays.asList(parts[2].split(",", -1)));
    options.add("rbind");
    return options;
  }

  /** {@code DESTINATION[:OPTION,…]}. */
  static Optional<Located<List<MountSpec>>> tmpfs(Fields fields) throws FormatException {
    Optional<Located<List<Located<String>>>> tmpfs = fields.strings("tmpfs");
    if (tmpfs.isEmpty()) {
      return Optional.empty();
    }
    List<MountSpec> mounts = new ArrayList<>();
    for (Located<String> item : tmpfs.get().value()) {
      String what = fields.path("tmpfs") + "[" + mounts.size() + "]";
      String[] parts = item.value().split(":", -1);
      if (parts.length > 2) {
        throw Checks.wrong(item, what, "wanted DESTINATION[:OPTIONS]");
      }
      Checks.absolutePath(new Located<>(parts[0], item.at()), what);
      List<String> options = parts.length == 1 ? List.of() : Arrays.asList(parts[1].split(",", -1));
      mounts.add(new MountSpec(parts[0], "tmpfs", "tmpfs", options));
    }
    return Optional.of(new Located<>(List.copyOf(mounts), tmpfs.get().at()));
  }

  static List<String> values(Located<List<Located<String>>> list) {
    return list.value().stream().map(Located::value).toList();
  }
}
