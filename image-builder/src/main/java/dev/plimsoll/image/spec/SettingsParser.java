package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.ContainerSettings.Extras;
import dev.plimsoll.image.spec.ContainerSettings.Isolation;
import dev.plimsoll.image.spec.ContainerSettings.Process;
import dev.plimsoll.image.spec.ContainerSettings.Rights;
import dev.plimsoll.image.spec.ContainerSettings.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the settings that a YAML container and an image label share. */
final class SettingsParser {
  static final Set<String> KEYS =
      Set.of(
          "capabilities",
          "capabilities.add",
          "ambient",
          "mounts",
          "binds",
          "binds.add",
          "devices",
          "tmpfs",
          "command",
          "env",
          "cwd",
          "net",
          "pid",
          "ipc",
          "uts",
          "userns",
          "readonly",
          "maskedPaths",
          "readonlyPaths",
          "uid",
          "gid",
          "additionalGids",
          "noNewPrivileges",
          "hostname",
          "oomScoreAdj",
          "rootfsPropagation",
          "cgroupsPath",
          "resources",
          "sysctl",
          "rlimits",
          "uidMappings",
          "gidMappings",
          "annotations",
          "runtime");

  /** What LinuxKit can and this version cannot; each is refused, never dropped in silence. */
  private static final Map<String, String> NOT_YET =
      Map.of(
          "devices", "host devices in containers",
          "userns", "user namespaces",
          "uidMappings", "user namespaces",
          "gidMappings", "user namespaces",
          "resources", "cgroup resource limits",
          "runtime", "runtime settings (interfaces, bindNS, mkdir, cgroups, mounts)");

  private static final List<String> RLIMITS =
      List.of(
          "RLIMIT_CPU",
          "RLIMIT_FSIZE",
          "RLIMIT_DATA",
          "RLIMIT_STACK",
          "RLIMIT_CORE",
          "RLIMIT_RSS",
          "RLIMIT_NPROC",
          "RLIMIT_NOFILE",
          "RLIMIT_MEMLOCK",
          "RLIMIT_AS",
          "RLIMIT_LOCKS",
          "RLIMIT_SIGPENDING",
          "RLIMIT_MSGQUEUE",
          "RLIMIT_NICE",
          "RLIMIT_RTPRIO",
          "RLIMIT_RTTIME");

  private static final long MAX_ID = 0xFFFF_FFFEL;

  private SettingsParser() {}

  static ContainerSettings parse(Fields fields) throws FormatException {
    for (Map.Entry<String, String> e : new java.util.TreeMap<>(NOT_YET).entrySet()) {
      fields.refuse(e.getKey(), e.getValue() + " are not available in this version");
    }
    return new ContainerSettings(
        process(fields), isolation(fields), rights(fields), storage(fields), extras(fields));
  }

  private static Process process(Fields fields) throws FormatException {
    Optional<Located<String>> cwd = fields.string("cwd");
    if (cwd.isPresent()) {
      Checks.absolutePath(cwd.get(), fields.path("cwd"));
    }
    Optional<Located<List<Located<String>>>> env = fields.strings("env");
    if (env.isPresent()) {
      for (Located<String> item : env.get().value()) {
        if (item.value().indexOf('=') <= 0) {
          throw Checks.wrong(item, fields.path("env"), "wanted NAME=VALUE");
        }
      }
    }
    return new Process(
        strings(fields, "command"),
        strings(fields, "env"),
        cwd,
        id(fields, "uid"),
        id(fields, "gid"),
        fields.integers("additionalGids", 0, MAX_ID),
        fields.integer("oomScoreAdj", -1000, 1000),
        rlimits(fields));
  }

  private static Optional<Located<Long>> id(Fields fields, String key) throws FormatException {
    return fields.integer(key, 0, MAX_ID);
  }

  private static Isolation isolation(Fields fields) throws FormatException {
    Optional<Located<String>> hostname = fields.string("hostname");
    if (hostname.isPresent()) {
      Checks.name(hostname.get(), fields.path("hostname"));
    }
    return new Isolation(
        namespace(fields, "net"),
        namespace(fields, "pid"),
        namespace(fields, "ipc"),
        namespace(fields, "uts"),
        hostname);
  }

  private static Optional<Located<String>> namespace(Fields fields, String key)
      throws FormatException {
    Optional<Located<String>> value = fields.string(key);
    if (value.isPresent() && value.get().value().startsWith("/")) {
      Checks.absolutePath(value.get(), fields.path(key));
    } else if (value.isPresent() && key.equals("net")) {
      Checks.oneOf(value.get(), fields.path(key), "host", "root", "new", "none", "");
    } else if (value.isPresent()) {
      Checks.oneOf(value.get(), fields.path(key), "host", "root", "new", "");
    }
    return value;
  }

  private static Rights rights(Fields fields) throws FormatException {
    return new Rights(
        capabilities(fields, "capabilities"),
        capabilities(fields, "capabilities.add"),
        capabilities(fields, "ambient"),
        fields.bool("noNewPrivileges"),
        paths(fields, "maskedPaths"),
        paths(fields, "readonlyPaths"));
  }

  private static Optional<Located<List<String>>> capabilities(Fields fields, String key)
      throws FormatException {
    Optional<Located<List<Located<String>>>> names = fields.strings(key);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Located<>(
                Capabilities.expand(names.get().value(), fields.path(key)), names.get().at()));
  }

  private static Optional<Located<List<String>>> paths(Fields fields, String key)
      throws FormatException {
    Optional<Located<List<Located<String>>>> paths = fields.strings(key);
    if (paths.isPresent()) {
      for (Located<String> path : paths.get().value()) {
        Checks.absolutePath(path, fields.path(key));
      }
    }
    return strings(fields, key);
  }

  private static Storage storage(Fields fields) throws FormatException {
    Optional<Located<String>> propagation = fields.string("rootfsPropagation");
    if (propagation.isPresent()) {
      Checks.oneOf(
          propagation.get(),
          fields.path("rootfsPropagation"),
          "shared",
          "slave",
          "private",
          "unbindable",
          "rshared",
          "rslave",
          "rprivate",
          "runbindable");
    }
    return new Storage(
        fields.bool("readonly"),
        MountParser.mounts(fields),
        MountParser.binds(fields, "binds"),
        MountParser.binds(fields, "binds.add"),
        MountParser.tmpfs(fields),
        propagation);
  }

  private static Extras extras(Fields fields) throws FormatException {
    Optional<Located<String>> cgroup = fields.string("cgroupsPath");
    if (cgroup.isPresent()) {
      Checks.climbsNowhere(cgroup.get(), fields.path("cgroupsPath"));
    }
    return new Extras(cgroup, fields.stringMap("sysctl"), fields.stringMap("annotations"));
  }

  /** {@code NAME,SOFT,HARD}; {@code unlimited} is a number too. */
  private static Optional<Located<List<ResourceLimit>>> rlimits(Fields fields)
      throws FormatException {
    Optional<Located<List<Located<String>>>> items = fields.strings("rlimits");
    if (items.isEmpty()) {
      return Optional.empty();
    }
    List<ResourceLimit> limits = new ArrayList<>();
    for (Located<String> item : items.get().value()) {
      limits.add(rlimit(item, fields.path("rlimits") + "[" + limits.size() + "]"));
    }
    return Optional.of(new Located<>(List.copyOf(limits), items.get().at()));
  }

  private static ResourceLimit rlimit(Located<String> item, String what) throws FormatException {
    String[] parts = item.value().split(",", -1);
    String name =
        parts[0].startsWith("RLIMIT_")
            ? parts[0]
            : "RLIMIT_" + parts[0].toUpperCase(java.util.Locale.ROOT);
    if (parts.length != 3 || !RLIMITS.contains(name)) {
      throw Checks.wrong(item, what, "wanted NAME,SOFT,HARD, as in nofile,1024,4096");
    }
    return new ResourceLimit(name, amount(parts[1], item, what), amount(parts[2], item, what));
  }

  private static long amount(String text, Located<String> item, String what)
      throws FormatException {
    if (text.equals("unlimited")) {
      return -1;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw Checks.wrong(item, what, "limits are numbers or \"unlimited\"");
    }
    return Long.parseLong(text);
  }

  private static Optional<Located<List<String>>> strings(Fields fields, String key)
      throws FormatException {
    return fields.strings(key).map(l -> new Located<>(MountParser.values(l), l.at()));
  }
}
