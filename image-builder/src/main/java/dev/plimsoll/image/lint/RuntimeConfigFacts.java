package dev.plimsoll.image.lint;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The rights that an OCI runtime {@code config.json} (runtime-spec 1.2) gives. What the document
 * leaves out has the runtime's default: no namespace is the host's, no seccomp is none.
 */
final class RuntimeConfigFacts {
  /** Capabilities that every kernel since 3.16 has; a set with all of them holds back nothing. */
  private static final int ALWAYS_KNOWN = 38;

  private static final List<String> NAMESPACES =
      List.of("cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts");
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(passw(or)?d|passphrase|secret|token|api_?key|private_?key|credential).*");

  private final JsonObject config;
  private final JsonObject process;
  private final JsonObject linux;

  RuntimeConfigFacts(JsonObject config) {
    this.config = config;
    this.process = object(config, "process");
    this.linux = object(config, "linux");
  }

  void putInto(JsonObject.Builder json) throws FormatException {
    JsonObject user = object(process, "user");
    long uid = integer(user, "uid").orElse(0L);
    TreeMap<String, String> namespaces = namespaces();
    json.put("uid", uid)
        .put("gid", integer(user, "gid").orElse(0L))
        .put("additionalGids", list(user, "additionalGids"))
        .put("rootOnHost", uid == 0 && "host".equals(namespaces.get("user")))
        .putStrings("command", strings(process, "args"));
    capabilities(json);
    json.put("noNewPrivileges", bool(process, "noNewPrivileges"))
        .put("readonlyRoot", bool(object(config, "root"), "readonly"))
        .put("namespaces", strings(namespaces))
        .put("seccomp", seccomp())
        .put("apparmor", string(process, "apparmorProfile").orElse("none"))
        .put("selinux", string(process, "selinuxLabel").orElse("none"))
        .putStrings("maskedPaths", strings(linux, "maskedPaths"))
        .putStrings("readonlyPaths", strings(linux, "readonlyPaths"));
    devices(json);
    json.put("hostBinds", binds()).putStrings("secretEnvironment", secretEnvironment());
    string(linux, "rootfsPropagation").ifPresent(p -> json.put("rootfsPropagation", p));
    JsonObject resources = object(linux, "resources");
    integer(object(resources, "memory"), "limit").ifPresent(l -> json.put("memoryLimit", l));
    integer(object(resources, "pids"), "limit").ifPresent(l -> json.put("pidsLimit", l));
  }

  /** By kind: {@code host}, {@code new}, or the path of one that is joined. */
  private TreeMap<String, String> namespaces() throws FormatException {
    TreeMap<String, String> found = new TreeMap<>();
    NAMESPACES.forEach(n -> found.put(n, "host"));
    for (JsonValue item : list(linux, "namespaces")) {
      JsonObject namespace = item.asObject("a namespace");
      found.put(namespace.string("type"), string(namespace, "path").orElse("new"));
    }
    return found;
  }

  private void capabilities(JsonObject.Builder json) throws FormatException {
    JsonObject sets = object(process, "capabilities");
    Set<String> any = new TreeSet<>();
    JsonObject.Builder named = JsonObject.builder();
    for (String set : List.of("bounding", "effective", "inheritable", "permitted", "ambient")) {
      List<String> names = new ArrayList<>(new LinkedHashSet<>(strings(sets, set)));
      any.addAll(names);
      named.putStrings(set, names);
    }
    json.putStrings("capabilities", List.copyOf(any))
        .put("capabilitySets", named.build())
        .put("allCapabilities", any.containsAll(FileCapabilities.names().subList(0, ALWAYS_KNOWN)));
  }

  /** The default action, or {@code none}: a filter whose default and rules allow all is one too. */
  private String seccomp() throws FormatException {
    Optional<JsonObject> profile = findObject(linux, "seccomp");
    if (profile.isEmpty()) {
      return "none";
    }
    String action = string(profile.get(), "defaultAction").orElse("SCMP_ACT_ALLOW");
    boolean open = action.equals("SCMP_ACT_ALLOW") && list(profile.get(), "syscalls").isEmpty();
    return open ? "none" : action;
  }

  private void devices(JsonObject.Builder json) throws FormatException {
    List<JsonValue> nodes = new ArrayList<>();
    for (JsonValue item : list(linux, "devices")) {
      JsonObject device = item.asObject("a device");
      JsonObject.Builder node =
          JsonObject.builder()
              .put("path", string(device, "path").orElse(""))
              .put("type", string(device, "type").orElse(""));
      integer(device, "major").ifPresent(n -> node.put("major", n));
      integer(device, "minor").ifPresent(n -> node.put("minor", n));
      nodes.add(node.build());
    }
    List<JsonValue> wide = new ArrayList<>();
    for (JsonValue item : list(object(linux, "resources"), "devices")) {
      JsonObject rule = item.asObject("a device rule");
      boolean everyNumber = wild(rule, "major") || wild(rule, "minor");
      if (bool(rule, "allow") && everyNumber) {
        wide.add(
            JsonObject.builder()
                .put("type", string(rule, "type").orElse("a"))
                .put("major", wild(rule, "major") ? "all" : "" + integer(rule, "major").orElse(0L))
                .put("access", string(rule, "access").orElse("rwm"))
                .build());
      }
    }
    json.put("devices", nodes).put("wideDeviceRules", wide);
  }

  private static boolean wild(JsonObject rule, String name) throws FormatException {
    return integer(rule, name).orElse(-1L) < 0;
  }

  private List<JsonValue> binds() throws FormatException {
    List<JsonValue> found = new ArrayList<>();
    for (JsonValue item : list(config, "mounts")) {
      JsonObject mount = item.asObject("a mount");
      List<String> options = strings(mount, "options");
      boolean bind =
          string(mount, "type").orElse("").equals("bind")
              || options.contains("bind")
              || options.contains("rbind");
      if (bind) {
        String source = string(mount, "source").orElse("");
        found.add(
            JsonObject.builder()
                .put("source", source)
                .put("destination", string(mount, "destination").orElse(""))
                .put("readonly", options.contains("ro"))
                .put("sensitive", SensitivePaths.isSensitive(source))
                .build());
      }
    }
    return found;
  }

  /** Names of variables that look like secrets and have a value; never the value. */
  private List<String> secretEnvironment() throws FormatException {
    List<String> names = new ArrayList<>();
    for (String variable : strings(process, "env")) {
      int equals = variable.indexOf('=');
      if (equals > 0 && equals < variable.length() - 1) {
        String name = variable.substring(0, equals);
        boolean file = name.endsWith("_FILE") || name.endsWith("_PATH");
        if (!file && SECRET_NAME.matcher(name).matches()) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static Optional<JsonValue> value(JsonObject json, String name) {
    return json.find(name).filter(v -> !(v instanceof JsonNull));
  }

  private static Optional<JsonObject> findObject(JsonObject json, String name) {
    return value(json, name).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  private static JsonObject object(JsonObject json, String name) {
    return findObject(json, name).orElseGet(() -> JsonObject.builder().build());
  }

  private static List<JsonValue> list(JsonObject json, String name) {
    return value(json, name)
        .filter(JsonArray.class::isInstance)
        .map(a -> ((JsonArray) a).items())
        .orElse(List.of());
  }

  private static List<String> strings(JsonObject json, String name) throws FormatException {
    List<String> found = new ArrayList<>();
    for (JsonValue item : list(json, name)) {
      found.add(item.asString(name + " item"));
    }
    return found;
  }

  private static JsonObject strings(Map<String, String> map) {
    JsonObject.Builder json = JsonObject.builder();
    map.forEach(json::put);
    return json.build();
  }

  private static Optional<String> string(JsonObject json, String name) {
    return value(json, name)
        .filter(JsonString.class::isInstance)
        .map(s -> ((JsonString) s).value())
        .filter(s -> !s.isEmpty());
  }

  private static Optional<Long> integer(JsonObject json, String name) throws FormatException {
    Optional<JsonValue> found = value(json, name);
    return found.isPresent() && found.get() instanceof JsonNumber n
        ? Optional.of(n.longValue(name))
        : Optional.empty();
  }

  private static boolean bool(JsonObject json, String name) {
    return value(json, name)
        .filter(JsonBool.class::isInstance)
        .map(b -> ((JsonBool) b).value())
        .orElse(false);
  }
}
