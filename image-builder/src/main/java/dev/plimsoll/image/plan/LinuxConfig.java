package dev.plimsoll.image.plan;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.spec.ContainerSettings;
import dev.plimsoll.image.spec.DeviceSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.MandatoryAccess;
import dev.plimsoll.image.spec.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code linux} part of {@code config.json} (OCI runtime-spec 1.2.1, config-linux.md). */
final class LinuxConfig {
  private static final JsonObject EMPTY = JsonObject.builder().build();

  private LinuxConfig() {}

  static JsonObject of(ContainerSettings settings, Optional<JsonObject> seccomp) {
    ContainerSettings.Isolation isolation = settings.isolation();
    ContainerSettings.Extras extras = settings.extras();
    List<DeviceSpec> devices = extras.devices().map(Located::value).orElse(List.of());
    JsonObject.Builder json = JsonObject.builder();
    isolation.uidMappings().ifPresent(m -> json.put("uidMappings", m.value()));
    isolation.gidMappings().ifPresent(m -> json.put("gidMappings", m.value()));
    extras.sysctl().ifPresent(s -> json.put("sysctl", RuntimeConfig.strings(s.value())));
    JsonObject resources = resources(extras.resources(), devices);
    if (!resources.members().isEmpty()) {
      json.put("resources", resources);
    }
    extras.cgroupsPath().ifPresent(c -> json.put("cgroupsPath", c.value()));
    json.put("namespaces", namespaces(isolation));
    List<JsonValue> nodes = nodes(devices);
    if (!nodes.isEmpty()) {
      json.put("devices", nodes);
    }
    seccomp.ifPresent(s -> json.put("seccomp", s));
    settings.storage().rootfsPropagation().ifPresent(p -> json.put("rootfsPropagation", p.value()));
    settings.rights().maskedPaths().ifPresent(p -> json.putStrings("maskedPaths", p.value()));
    settings.rights().readonlyPaths().ifPresent(p -> json.putStrings("readonlyPaths", p.value()));
    settings
        .access()
        .selinux()
        .map(Located::value)
        .flatMap(MandatoryAccess.Labels::mount)
        .ifPresent(l -> json.put("mountLabel", l));
    return json.build();
  }

  /** A device is of no use without leave to use it, so each adds a rule after those written. */
  private static JsonObject resources(
      Optional<Located<Resources>> written, List<DeviceSpec> devices) {
    JsonObject own = written.map(r -> r.value().json()).orElse(EMPTY);
    if (devices.isEmpty()) {
      return own;
    }
    List<JsonValue> rules = new ArrayList<>();
    if (own.members().get("devices") instanceof JsonValue.JsonArray given) {
      rules.addAll(given.items());
    }
    devices.forEach(d -> rules.add(rule(d)));
    JsonObject.Builder json = JsonObject.builder().put("devices", rules);
    for (Map.Entry<String, JsonValue> e : own.members().entrySet()) {
      if (!e.getKey().equals("devices")) {
        json.put(e.getKey(), e.getValue());
      }
    }
    return json.build();
  }

  private static JsonObject rule(DeviceSpec device) {
    JsonObject.Builder json =
        JsonObject.builder().put("allow", true).put("type", cgroupType(device.type()));
    if (device instanceof DeviceSpec.Node node) {
      json.put("major", node.major()).put("minor", node.minor());
    }
    return json.put("access", "rwm").build();
  }

  /** The controller knows no {@code u}: an unbuffered device is a character device. */
  private static String cgroupType(String type) {
    return type.equals("u") ? "c" : type;
  }

  private static List<JsonValue> nodes(List<DeviceSpec> devices) {
    List<JsonValue> nodes = new ArrayList<>();
    for (DeviceSpec device : devices) {
      if (device instanceof DeviceSpec.Node node) {
        nodes.add(
            JsonObject.builder()
                .put("path", node.path())
                .put("type", node.type())
                .put("major", node.major())
                .put("minor", node.minor())
                .put("fileMode", JsonNumber.of(node.mode()))
                .build());
      }
    }
    return nodes;
  }

  private static List<JsonValue> namespaces(ContainerSettings.Isolation isolation) {
    List<JsonValue> found = new ArrayList<>();
    namespace(found, "network", isolation.net(), "host");
    namespace(found, "pid", isolation.pid(), "new");
    namespace(found, "ipc", isolation.ipc(), "host");
    namespace(found, "uts", isolation.uts(), "host");
    namespace(found, "user", isolation.userns(), "host");
    found.add(JsonObject.builder().put("type", "mount").build());
    return found;
  }

  private static void namespace(
      List<JsonValue> found, String type, Optional<Located<String>> setting, String standard) {
    String value = setting.map(Located::value).orElse(standard);
    if (value.startsWith("/")) {
      found.add(JsonObject.builder().put("type", type).put("path", value).build());
    } else if (value.equals("new") || value.equals("none")) {
      found.add(JsonObject.builder().put("type", type).build());
    }
  }
}
