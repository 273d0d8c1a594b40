package dev.plimsoll.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.testing.Roots;
import dev.plimsoll.image.testing.Trees;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bundle of a container: what LinuxKit's defaults and merge rules make of YAML and label. */
class RuntimeConfigTest {
  private static ImageConfig image(String user, Map<String, String> labels) {
    return new ImageConfig(
        List.of("/entry"),
        List.of("arg"),
        List.of("A=image"),
        Optional.of("/srv"),
        user,
        labels,
        List.of());
  }

  private static FileTree bundle(String fields, ImageConfig image) throws Exception {
    String yaml = "services:\n  - name: web\n    image: web:1\n" + fields.indent(4);
    TreeBuilder files = new TreeBuilder();
    files.add("entry", Trees.text("x"), "test");
    files.add(".dockerenv", Trees.text(""), "test");
    files.add("etc/passwd", Trees.text("root:x:0:0::/:/sh\nnginx:x:101:102::/:/sh\n"), "test");
    files.add("etc/group", Trees.text("www:x:33:nginx\n"), "test");
    return Roots.of(yaml, files.build(), image);
  }

  private static JsonObject config(String fields, ImageConfig image) throws Exception {
    Bytes text =
        bundle(fields, image)
            .findFile("containers/services/web/config.json")
            .orElseThrow()
            .content()
            .read(1 << 20);
    return JsonReader.within(JsonLimits.DOCUMENT).parse("config", text).asObject("config");
  }

  private static List<String> strings(JsonObject json, String name) throws FormatException {
    return json.array(name).stream().map(v -> ((JsonValue.JsonString) v).value()).toList();
  }

  private static List<String> all(JsonObject json, String list, String member)
      throws FormatException {
    List<String> found = new java.util.ArrayList<>();
    for (JsonValue item : json.array(list)) {
      found.add(item.asObject("item").string(member));
    }
    return found;
  }

  @Test
  void hasLinuxKitsDefaults_whenNothingIsSet() throws Exception {
    JsonObject config = config("", image("", Map.of()));
    JsonObject process = config.object("process");
    assertThat(strings(process, "args")).containsExactly("/entry", "arg");
    assertThat(strings(process, "env")).containsExactly("A=image");
    assertThat(process.string("cwd")).isEqualTo("/srv");
    assertThat(process.object("user").integer("uid")).isZero();
    assertThat(process.bool("noNewPrivileges")).isFalse();
    assertThat(strings(process.object("capabilities"), "bounding")).isEmpty();
    assertThat(config.object("root").bool("readonly")).isFalse();
    assertThat(all(config, "mounts", "destination"))
        .containsExactly("/dev", "/dev/pts", "/proc", "/sys", "/sys/fs/cgroup");
    assertThat(all(config.object("linux"), "namespaces", "type")).containsExactly("pid", "mount");
  }

  @Test
  void replacesTheLabel_fieldByField() throws Exception {
    ImageConfig labelled =
        image(
            "",
            Map.of(
                "org.mobyproject.config",
                "{\"command\": [\"/label\"], \"env\": [\"A=label\"], \"net\": \"new\","
                    + " \"capabilities\": [\"CAP_KILL\"]}"));
    JsonObject config =
        config("env: [A=yaml]\ncapabilities: []\ncapabilities.add: [CAP_CHOWN]\n", labelled);
    JsonObject process = config.object("process");
    assertThat(strings(process, "args")).containsExactly("/label");
    assertThat(strings(process, "env")).containsExactly("A=yaml");
    assertThat(strings(process.object("capabilities"), "effective")).containsExactly("CAP_CHOWN");
    assertThat(all(config.object("linux"), "namespaces", "type"))
        .containsExactly("network", "pid", "mount");
  }

  @Test
  void refusesLabel_withAnUnknownField() {
    ImageConfig labelled = image("", Map.of("org.mobyproject.config", "{\"comand\": []}"));
    assertThatThrownBy(() -> config("", labelled))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:3:12: label org.mobyproject.config of web:1:1:2: unknown key \"comand\" in"
                + " label; did you mean \"command\"?");
  }

  @Test
  void looksUpNames_inTheImagesOwnFiles() throws Exception {
    assertThat(ids("nginx")).containsExactly(101, 102);
    assertThat(ids("nginx:www")).containsExactly(101, 33);
    assertThat(ids("101")).containsExactly(101, 102);
    assertThat(ids("5:www")).containsExactly(5, 33);
    assertThat(ids("root")).containsExactly(0, 0);
    assertThatThrownBy(() -> ids("nobody"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:3:12: services[0] web: the image runs as \"nobody\", but its etc/passwd has"
                + " no such user; set uid and gid");
    assertThatThrownBy(() -> ids("nginx:wheel"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("its etc/group has no such group");
  }

  private static List<Integer> ids(String user) throws Exception {
    JsonObject ids = config("", image(user, Map.of())).object("process").object("user");
    return List.of((int) ids.integer("uid"), (int) ids.integer("gid"));
  }

  @Test
  void takesNumbersOfTheImage_unlessTheYamlSaysOtherwise() throws Exception {
    JsonObject user = config("", image("7:8", Map.of())).object("process").object("user");
    assertThat(user.integer("uid")).isEqualTo(7);
    assertThat(user.integer("gid")).isEqualTo(8);
    JsonObject own = config("uid: 9", image("7:8", Map.of())).object("process").object("user");
    assertThat(own.integer("uid")).isEqualTo(9);
    assertThat(own.integer("gid")).isZero();
  }

  @Test
  void putsMountsInOrder_laterKindsReplacing() throws Exception {
    JsonObject config =
        config(
            """
            tmpfs: ["/tmp:size=1m", "/data"]
            binds: ["/var/data:/data:ro"]
            mounts:
              - {type: tmpfs, destination: /run, options: [mode=0755]}
            """,
            image("", Map.of()));
    assertThat(all(config, "mounts", "destination"))
        .containsExactly(
            "/data", "/dev", "/dev/pts", "/proc", "/run", "/sys", "/sys/fs/cgroup", "/tmp");
    JsonObject data = config.array("mounts").getFirst().asObject("mount");
    assertThat(data.string("type")).isEqualTo("bind");
    assertThat(((JsonArray) data.require("options")).items())
        .isEqualTo(JsonArray.ofStrings(List.of("ro", "rbind")).items());
  }

  @Test
  void laysFilesInLower_unlessReadonly() throws Exception {
    FileTree writable = bundle("", image("", Map.of()));
    assertThat(writable.find("containers/services/web/lower/entry")).isPresent();
    assertThat(writable.find("containers/services/web/lower/.dockerenv")).isEmpty();
    assertThat(writable.find("containers/services/web/lower/etc/mtab")).isPresent();
    assertThat(writable.find("containers/services/web/rootfs/entry")).isEmpty();
    FileTree readonly = bundle("readonly: true\ntmpfs: [/scratch/tmp]", image("", Map.of()));
    assertThat(readonly.find("containers/services/web/rootfs/entry")).isPresent();
    assertThat(readonly.find("containers/services/web/rootfs/scratch/tmp")).isPresent();
    assertThat(readonly.find("containers/services/web/lower")).isEmpty();
  }

  @Test
  void refusesContainer_withNothingToRun() {
    assertThatThrownBy(() -> config("", ImageConfig.NONE))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:2:5: services[0] web: neither the specification nor the image has a"
                + " command");
  }
}
