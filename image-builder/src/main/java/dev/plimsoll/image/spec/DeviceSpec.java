package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One entry of {@code devices:}. */
public sealed interface DeviceSpec {
  /** {@code a}, {@code b}, {@code c}, {@code u} or {@code p}. */
  String type();

  /** {@code path: all}: no node, only leave to use every device of the type. */
  record AllOfType(String type) implements DeviceSpec {}

  /**
   * A device node, and leave to use it.
   *
   * @param path absolute, inside the container
   * @param mode permission bits
   */
  record Node(String path, String type, long major, long minor, int mode) implements DeviceSpec {}

  /** Reads the field {@code devices}. */
  static Optional<Located<List<DeviceSpec>>> parse(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("devices");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<DeviceSpec> devices = new ArrayList<>();
    for (YamlNode item : fields.list("devices")) {
      devices.add(
          Fields.inOrder(
              item,
              fields.path("devices") + "[" + devices.size() + "]",
              Set.of("path", "type", "major", "minor", "mode"),
              DeviceSpec::device));
    }
    return Optional.of(new Located<>(List.copyOf(devices), node.get().at()));
  }

  private static DeviceSpec device(Fields fields) throws FormatException {
    long most = 0xFFFF_FFFFL;
    Located<String> path = fields.require("path", "all");
    Located<String> type = fields.require("type", "c");
    long major = fields.integer("major", 0, most).map(Located::value).orElse(0L);
    long minor = fields.integer("minor", 0, most).map(Located::value).orElse(0L);
    Optional<Located<String>> mode =
        fields.string("mode", "a string of octal digits in quotes, as in \"0660\"");
    if (mode.isPresent()) {
      Checks.mode(mode.get(), fields.path("mode"));
    }
    if (path.value().equals("all")) {
      Checks.oneOf(type, fields.path("type"), "a", "b", "c", "u", "p");
      return new AllOfType(type.value());
    }
    Checks.absolutePath(path, fields.path("path"));
    Checks.oneOf(type, fields.path("type"), "b", "c", "u", "p");
    Located<String> bits = mode.isPresent() ? mode.get() : fields.require("mode", "0600");
    return new Node(
        path.value(), type.value(), major, minor, Checks.mode(bits, fields.path("mode")).value());
  }
}
