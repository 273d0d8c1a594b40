package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.ContainerSettings.Extras;
import dev.plimsoll.image.spec.ContainerSettings.Isolation;
import dev.plimsoll.image.spec.ContainerSettings.Process;
import dev.plimsoll.image.spec.ContainerSettings.Rights;
import dev.plimsoll.image.spec.ContainerSettings.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          "runtime",
          "seccomp",
          "apparmor",
          "selinux");

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

  static ContainerSettings parse(Fields fields, SpecContext context) throws FormatException {
    return new ContainerSettings(
        process(fields, context),
        isolation(fields),
        rights(fields),
        MandatoryAccess.parse(fields),
        storage(fields, context),
        extras(fields),
        RuntimeParser.parse(fields).orElse(RuntimeSettings.NONE));
  }

  private static Process process(Fields fields, SpecContext context) throws FormatException {
    Optional<Located<String>> cwd = fields.string("cwd");
    if (cwd.isPresent() && !cwd.get().value().isEmpty()) {
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
        cwd.filter(c -> !c.value().isEmpty()),
        fields.id("uid", MAX_ID, context),
        fields.id("gid", MAX_ID, context),
        fields.ids("additionalGids", MAX_ID, context),
        fields.integer("oomScoreAdj", -1000, 1000),
        rlimits(fields));
  }

  private static Isolation isolation(Fields fields) throws FormatException {
    Optional<Located<String>> hostname = fields.string("hostname");
    if (hostname.isPresent() && !hostname.get().value().isEmpty()) {
      Checks.name(hostname.get(), fields.path("hostname"));
    }
    return new Isolation(
        namespace(fields, "net"),
        namespace(fields, "pid"),
        namespace(fields, "ipc"),
        namespace(fields, "uts"),
        namespace(fields, "userns"),
        IdMapping.parse(fields, "uidMappings"),
        IdMapping.parse(fields, "gidMappings"),
        hostname.filter(h -> !h.value().isEmpty()));
  }

  private static Optional<Located<String>> namespace(Fields fields, String key)
      throws FormatException {
    Optional<Located<String>> value = fields.string(key);
    if (value.isEmpty() || value.get().value().isEmpty()) {
      return Optional.empty(); // as if it were not written, in LinuxKit too
    } else if (value.get().value().startsWith("/")) {
      Checks.absolutePath(value.get(), fields.path(key));
    } else if (key.equals("net")) {
      Checks.oneOf(value.get(), fields.path(key), "host", "root", "new", "none");
    } else {
      Checks.oneOf(value.get(), fields.path(key), "host", "root", "new");
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

  private static Storage storage(Fields fields, SpecContext context) throws FormatException {
    Optional<Located<String>> propagation = fields.string("rootfsPropagation");
    if (propagation.isPresent() && !propagation.get().value().isEmpty()) {
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
        MountParser.mounts(fields, context),
        MountParser.binds(fields, "binds", context),
        MountParser.binds(fields, "binds.add", context),
        MountParser.tmpfs(fields),
        propagation.filter(p -> !p.value().isEmpty()));
  }

  private static Extras extras(Fields fields) throws FormatException {
    Optional<Located<String>> cgroup = fields.string("cgroupsPath");
    if (cgroup.isPresent() && !cgroup.get().value().isEmpty()) {
      Checks.climbsNowhere(cgroup.get(), fields.path("cgroupsPath"));
    }
    return new Extras(
        cgroup.filter(c -> !c.value().isEmpty()),
        fields.stringMap("sysctl"),
        fields.stringMap("annotations"),
        DeviceSpec.parse(fields),
        Resources.parse(fields));
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
    String word = parts[0].strip().toUpperCase(Locale.ROOT);
    String name = word.startsWith("RLIMIT_") ? word : "RLIMIT_" + word;
    if (parts.length != 3) {
      throw Checks.wrong(item, what, "wanted NAME,SOFT,HARD, as in nofile,1024,4096");
    }
    if (!RLIMITS.contains(name)) {
      List<String> known =
          RLIMITS.stream().map(r -> r.substring(7).toLowerCase(Locale.ROOT)).toList();
      String help =
          Spelling.nearest(name.substring(7), known)
              .map(n -> "did you mean \"" + n + "\"?")
              .orElse("wanted NAME,SOFT,HARD, as in nofile,1024,4096");
      throw Checks.wrong(item, what, help);
    }
    ResourceLimit limit =
        new ResourceLimit(name, amount(parts[1], item, what), amount(parts[2], item, what));
    if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
      throw Checks.wrong(item, what, "the soft limit is above the hard one");
    }
    return limit;
  }

  private static long amount(String text, Located<String> item, String what)
      throws FormatException {
    String number = text.strip();
    if (number.equalsIgnoreCase("unlimited")) {
      return -1;
    }
    if (!number.matches("[0-9]{1,18}")) {
      throw Checks.wrong(item, what, "limits are numbers or \"unlimited\"");
    }
    return Long.parseLong(number);
  }

  private static Optional<Located<List<String>>> strings(Fields fields, String key)
      throws FormatException {
    return fields.strings(key).map(l -> new Located<>(MountParser.values(l), l.at()));
  }
}
