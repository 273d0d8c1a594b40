package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.spec.MountSpec;
import dev.plimsoll.image.spec.RuntimeSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes LinuxKit's {@code runtime.json}: what init does before and after it starts a container.
 * Every field is there, empty when nothing is set; the mounts that make {@code rootfs} come first.
 */
final class RuntimeJson {
  private static final List<String> NAMESPACES =
      List.of("cgroup", "ipc", "mnt", "net", "pid", "user", "uts");

  private RuntimeJson() {}

  /**
   * @param directory of the bundle, absolute, e.g. {@code /containers/services/web}
   * @param tree where the image's files lie, absolute; another bundle's when they share them
   */
  static Bytes write(String directory, String tree, boolean readonly, RuntimeSettings settings) {
    List<JsonValue> mounts = new ArrayList<>(rootfs(directory, tree, readonly));
    settings.mounts().orElse(List.of()).forEach(m -> mounts.add(mount(m)));
    List<JsonValue> interfaces = new ArrayList<>();
    settings.interfaces().orElse(List.of()).forEach(i -> interfaces.add(networkInterface(i)));
    JsonObject.Builder bound = JsonObject.builder();
    for (String name : NAMESPACES) {
      bound.put(name, settings.bindNamespaces().getOrDefault(name, ""));
    }
    return JsonWriter.pretty(
        JsonObject.builder()
            .putStrings("cgroups", settings.cgroups().orElse(List.of()))
            .put("mounts", mounts)
            .putStrings("mkdir", settings.mkdir().orElse(List.of()))
            .put("interfaces", interfaces)
            .put("bindNS", bound.build())
            .put("namespace", settings.namespace().orElse(""))
            .build());
  }

  private static List<JsonValue> rootfs(String directory, String tree, boolean readonly) {
    String rootfs = directory + "/rootfs";
    if (readonly) {
      // bound over itself when it is its own: the runtime wants a mount point
      return List.of(mount(new MountSpec(rootfs, "", tree, List.of("bind"))));
    }
    String tmp = directory + "/tmp";
    return List.of(
        mount(new MountSpec(tmp, "tmpfs", "tmpfs", List.of())),
        // nothing else should see the layers
        mount(new MountSpec(tmp, "", "", List.of("remount", "private"))),
        mount(
            new MountSpec(
                rootfs,
                "overlay",
                "overlay",
                List.of(
                    "lowerdir=" + tree,
                    "upperdir=" + tmp + "/upper",
                    "workdir=" + tmp + "/work"))));
  }

  /** A mount as OCI runtime-spec 1.2.1 writes it; what is empty is left out. */
  static JsonObject mount(MountSpec mount) {
    JsonObject.Builder json = JsonObject.builder().put("destination", mount.destination());
    if (!mount.type().isEmpty()) {
      json.put("type", mount.type());
    }
    if (!mount.source().isEmpty()) {
      json.put("source", mount.source());
    }
    if (!mount.options().isEmpty()) {
      json.putStrings("options", mount.options());
    }
    if (!mount.uidMappings().isEmpty()) {
      json.put("uidMappings", mount.uidMappings());
    }
    if (!mount.gidMappings().isEmpty()) {
      json.put("gidMappings", mount.gidMappings());
    }
    return json.build();
  }

  private static JsonObject networkInterface(RuntimeSettings.Interface one) {
    JsonObject.Builder json = JsonObject.builder();
    putUnlessEmpty(json, "name", one.name());
    putUnlessEmpty(json, "add", one.add());
    putUnlessEmpty(json, "peer", one.peer());
    return json.put("createInRoot", one.createInRoot()).build();
  }

  private static void putUnlessEmpty(JsonObject.Builder json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }
}
