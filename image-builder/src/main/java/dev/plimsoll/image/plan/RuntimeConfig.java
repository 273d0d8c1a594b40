package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.ContainerSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.MandatoryAccess;
import dev.plimsoll.image.spec.MountSpec;
import dev.plimsoll.image.spec.ResourceLimit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a container's OCI {@code config.json} (runtime-spec 1.2.1) with LinuxKit's defaults: user
 * 0, a mount namespace and a new pid namespace always, the host's network, ipc and uts unless
 * {@code new}; mounts sorted by destination, later kinds replacing earlier ones (defaults, tmpfs,
 * binds, mounts).
 */
final class RuntimeConfig {
  private static final String VERSION = "1.2.1";
  private static final String DEFAULT_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ContainerSpec container;
  private final ContainerSettings settings;
  private final ImageConfig image;
  private final Users.Ids ids;
  private final Optional<JsonObject> seccomp;

  private RuntimeConfig(
      ContainerSpec container,
      ContainerSettings settings,
      ImageConfig image,
      Users.Ids ids,
      Optional<JsonObject> seccomp) {
    this.container = container;
    this.settings = settings;
    this.image = image;
    this.ids = ids;
    this.seccomp = seccomp;
  }

  /**
   * @param settings those of the YAML laid over those of the image's label
   * @param seccomp the profile to apply; empty: none
   */
  static Bytes write(
      ContainerSpec container,
      ContainerSettings settings,
      ImageConfig image,
      Users.Ids ids,
      Optional<JsonObject> seccomp)
      throws FormatException {
    return JsonWriter.pretty(new RuntimeConfig(container, settings, image, ids, seccomp).json());
  }

  static boolean isReadonly(ContainerSettings settings) {
    return settings.storage().readonly().map(Located::value).orElse(false);
  }

  /** Every mount of the container, by destination; parents sort before children. */
  static List<MountSpec> mounts(ContainerSettings settings) {
    Map<String, MountSpec> byDestination = new TreeMap<>();
    List<String> ro = isReadonly(settings) ? List.of("ro") : List.of();
    for (MountSpec mount : defaults(ro)) {
      byDestination.put(mount.destination(), mount);
    }
    ContainerSettings.Storage storage = settings.storage();
    for (MountSpec mount : value(storage.tmpfs())) {
      byDestination.put(mount.destination(), mount);
    }
    // LinuxKit drops added binds when binds are given; here they are always added
    for (MountSpec mount : value(storage.binds())) {
      byDestination.put(mount.destination(), mount);
    }
    for (MountSpec mount : value(storage.addedBinds())) {
      byDestination.put(mount.destination(), mount);
    }
    for (MountSpec mount : value(storage.mounts())) {
      byDestination.put(mount.destination(), mount);
    }
    return List.copyOf(byDestination.values());
  }

  private static List<MountSpec> defaults(List<String> ro) {
    return List.of(
        new MountSpec(
            "/dev",
            "tmpfs",
            "tmpfs",
            joined(List.of("nosuid", "strictatime", "mode=755", "size=65536k"), ro)),
        new MountSpec(
            "/dev/pts",
            "devpts",
            "devpts",
            List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620")),
        new MountSpec("/proc", "proc", "proc", List.of("nosuid", "nodev", "noexec", "relatime")),
        new MountSpec("/sys", "sysfs", "sysfs", joined(List.of("nosuid", "noexec", "nodev"), ro)),
        new MountSpec(
            "/sys/fs/cgroup",
            "cgroup",
            "cgroup",
            List.of("nosuid", "noexec", "nodev", "relatime", "ro")));
  }

  private JsonObject json() throws FormatException {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("ociVersion", VERSION)
            .put("process", process())
            .put(
                "root",
                JsonObject.builder()
                    .put("path", "rootfs")
                    .put("readonly", isReadonly(settings))
                    .build());
    settings.isolation().hostname().ifPresent(h -> json.put("hostname", h.value()));
    json.put("mounts", mounts(settings).stream().map(RuntimeJson::mount).toList());
    settings.extras().annotations().ifPresent(a -> json.put("annotations", strings(a.value())));
    return json.put("linux", LinuxConfig.of(settings, seccomp)).build();
  }

  private JsonObject process() throws FormatException {
    ContainerSettings.Process process = settings.process();
    List<JsonValue> groups = new ArrayList<>();
    value(process.additionalGids()).forEach(g -> groups.add(JsonValue.JsonNumber.of(g)));
    JsonObject.Builder user = JsonObject.builder().put("uid", ids.uid()).put("gid", ids.gid());
    if (!groups.isEmpty()) {
      user.put("additionalGids", groups);
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("user", user.build())
            .putStrings("args", command())
            .putStrings("env", env())
            .put("cwd", cwd())
            .put("capabilities", capabilities())
            .put(
                "noNewPrivileges",
                settings.rights().noNewPrivileges().map(Located::value).orElse(false));
    settings.access().apparmor().ifPresent(a -> json.put("apparmorProfile", a.value()));
    process.oomScoreAdj().ifPresent(o -> json.put("oomScoreAdj", o.value()));
    settings
        .access()
        .selinux()
        .map(Located::value)
        .flatMap(MandatoryAccess.Labels::process)
        .ifPresent(l -> json.put("selinuxLabel", l));
    List<ResourceLimit> limits = value(process.rlimits());
    if (!limits.isEmpty()) {
      json.put("rlimits", limits.stream().map(RuntimeConfig::limit).toList());
    }
    return json.build();
  }

  private List<String> command() throws FormatException {
    List<String> own = new ArrayList<>(image.entrypoint());
    own.addAll(image.command());
    List<String> args = settings.process().command().map(Located::value).orElse(own);
    if (args.isEmpty()) {
      throw new FormatException(
          container.at().toString(),
          container.title() + ": neither the specification nor the image has a command");
    }
    return args;
  }

  private List<String> env() {
    List<String> env = settings.process().env().map(Located::value).orElse(image.env());
    return env.isEmpty() ? List.of(DEFAULT_PATH) : env;
  }

  private String cwd() throws FormatException {
    String cwd =
        settings.process().cwd().map(Located::value).or(image::workingDirectory).orElse("/");
    if (!cwd.startsWith("/")) {
      throw new FormatException(
          container.image().at().toString(),
          container.title() + ": the image's working directory is not absolute");
    }
    return cwd;
  }

  private JsonObject capabilities() {
    Set<String> effective = new LinkedHashSet<>(value(settings.rights().capabilities()));
    effective.addAll(value(settings.rights().addedCapabilities()));
    List<String> ambient = value(settings.rights().ambient());
    Set<String> all = new LinkedHashSet<>(effective);
    all.addAll(ambient);
    List<String> bounding = sorted(all);
    return JsonObject.builder()
        .putStrings("bounding", bounding)
        .putStrings("effective", sorted(effective))
        .putStrings("inheritable", bounding)
        .putStrings("permitted", bounding)
        .putStrings("ambient", sorted(ambient))
        .build();
  }

  private static JsonValue limit(ResourceLimit limit) {
    return JsonObject.builder()
        .put("type", limit.type())
        .put("hard", unsigned(limit.hard()))
        .put("soft", unsigned(limit.soft()))
        .build();
  }

  /** The runtime counts in unsigned 64 bits; unlimited is the largest. */
  private static JsonValue unsigned(long value) {
    return value >= 0
        ? JsonValue.JsonNumber.of(value)
        : new JsonValue.JsonNumber(new java.math.BigDecimal("18446744073709551615"));
  }

  static JsonObject strings(Map<String, String> map) {
    JsonObject.Builder json = JsonObject.builder();
    new TreeMap<>(map).forEach(json::put);
    return json.build();
  }

  private static <T> List<T> value(Optional<Located<List<T>>> setting) {
    return setting.map(Located::value).orElse(List.of());
  }

  private static List<String> sorted(java.util.Collection<String> names) {
    List<String> list = new ArrayList<>(names);
    Collections.sort(list);
    return list;
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
