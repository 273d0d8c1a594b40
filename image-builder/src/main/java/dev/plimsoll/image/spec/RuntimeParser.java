package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.RuntimeSettings.Interface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code runtime:}. */
final class RuntimeParser {
  private static final Set<String> KEYS =
      Set.of("cgroups", "mounts", "mkdir", "interfaces", "bindNS", "namespace");
  private static final Set<String> NAMESPACES =
      Set.of("cgroup", "ipc", "mnt", "net", "pid", "user", "uts");

  /** The kernel's limit is 15 characters (IFNAMSIZ). */
  private static final Pattern INTERFACE = Pattern.compile("[^/\\s:]{1,15}");

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{0,64}");

  private RuntimeParser() {}

  static Optional<RuntimeSettings> parse(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("runtime");
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fields.inOrder(node.get(), fields.path("runtime"), KEYS, RuntimeParser::settings));
  }

  private static RuntimeSettings settings(Fields fields) throws FormatException {
    Optional<List<String>> cgroups = strings(fields, "cgroups", Checks::climbsNowhere);
    Optional<List<String>> mkdir = strings(fields, "mkdir", Checks::absolutePath);
    Optional<Located<String>> namespace = fields.string("namespace");
    if (namespace.isPresent() && !WORD.matcher(namespace.get().value()).matches()) {
      throw Checks.wrong(
          namespace.get(), fields.path("namespace"), "wanted a containerd namespace");
    }
    return new RuntimeSettings(
        cgroups,
        MountParser.runtimeMounts(fields),
        mkdir,
        interfaces(fields),
        bound(fields),
        namespace.map(Located::value));
  }

  private interface Check {
    void check(Located<String> text, String what) throws FormatException;
  }

  private static Optional<List<String>> strings(Fields fields, String key, Check check)
      throws FormatException {
    Optional<Located<List<Located<String>>>> found = fields.strings(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int index = 0;
    for (Located<String> one : found.get().value()) {
      check.check(one, fields.path(key) + "[" + index++ + "]");
    }
    return Optional.of(MountParser.values(found.get()));
  }

  private static Optional<List<Interface>> interfaces(Fields fields) throws FormatException {
    if (!fields.has("interfaces")) {
      return Optional.empty();
    }
    List<Interface> found = new ArrayList<>();
    for (YamlNode node : fields.list("interfaces")) {
      found.add(
          Fields.inOrder(
              node,
              fields.path("interfaces") + "[" + found.size() + "]",
              Set.of("name", "add", "peer", "createInRoot"),
              RuntimeParser::networkInterface));
    }
    return Optional.of(List.copyOf(found));
  }

  private static Interface networkInterface(Fields fields) throws FormatException {
    return new Interface(
        word(fields, "name", INTERFACE, "wanted an interface's name, at most 15 characters"),
        word(fields, "add", WORD, "wanted a kind of interface, such as veth or wireguard"),
        word(fields, "peer", INTERFACE, "wanted an interface's name, at most 15 characters"),
        fields.bool("createInRoot").map(Located::value).orElse(false));
  }

  private static String word(Fields fields, String key, Pattern pattern, String wanted)
      throws FormatException {
    Optional<Located<String>> text = fields.string(key);
    if (text.isPresent()
        && !text.get().value().isEmpty()
        && !pattern.matcher(text.get().value()).matches()) {
      throw Checks.wrong(text.get(), fields.path(key), wanted);
    }
    return text.map(Located::value).orElse("");
  }

  private static Map<String, String> bound(Fields fields) throws FormatException {
    Optional<YamlNode> node = fields.find("bindNS");
    Map<String, String> paths = new TreeMap<>();
    if (node.isPresent()) {
      Fields names = Fields.of(node.get(), fields.path("bindNS"), NAMESPACES);
      for (String name : NAMESPACES) {
        Optional<Located<String>> path = names.string(name);
        if (path.isPresent() && !path.get().value().isEmpty()) {
          Checks.absolutePath(path.get(), names.path(name));
        }
        path.ifPresent(p -> paths.put(name, p.value()));
      }
    }
    return paths;
  }
}
