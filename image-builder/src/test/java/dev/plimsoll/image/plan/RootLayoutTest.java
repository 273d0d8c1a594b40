package dev.plimsoll.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.testing.Roots;
import dev.plimsoll.image.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where LinuxKit's init looks for things, and what it is told. */
class RootLayoutTest {
  @TempDir private Path folder;
  private FileTree files = new TreeBuilder().build();

  private static final ImageConfig IMAGE = image(Map.of());

  private static ImageConfig image(Map<String, String> labels) {
    return new ImageConfig(
        List.of("/entry"), List.of(), List.of(), Optional.empty(), "", labels, List.of());
  }

  @BeforeEach
  void makeFiles() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add("entry", Trees.text("x"), "test");
    tree.add("etc/hosts", Trees.text("engine's"), "test");
    tree.add("etc/hostname", Trees.text("engine's"), "test");
    tree.add("dev/console", Trees.text(""), "test");
    files = tree.build();
  }

  private FileTree root(String yaml) throws Exception {
    return Roots.of(yaml, files, IMAGE, folder);
  }

  private JsonObject config(String fields) throws Exception {
    return Roots.json(root(service(fields)), "containers/services/web/config.json");
  }

  private static String service(String fields) {
    return "services:\n  - name: web\n    image: web:1\n" + fields.indent(4);
  }

  private static String text(JsonValue json) {
    return JsonWriter.compact(json).utf8();
  }

  @Test
  void writesEveryFieldOfRuntimeJson_evenWhenNothingIsSet() throws Exception {
    FileTree root = root(service(""));
    assertThat(text(Roots.json(root, "containers/services/web/runtime.json")))
        .isEqualTo(
            "{\"cgroups\":[],\"mounts\":["
                + "{\"destination\":\"/containers/services/web/tmp\",\"type\":\"tmpfs\","
                + "\"source\":\"tmpfs\"},"
                + "{\"destination\":\"/containers/services/web/tmp\","
                + "\"options\":[\"remount\",\"private\"]},"
                + "{\"destination\":\"/containers/services/web/rootfs\",\"type\":\"overlay\","
                + "\"source\":\"overlay\",\"options\":["
                + "\"lowerdir=/containers/services/web/lower\","
                + "\"upperdir=/containers/services/web/tmp/upper\","
                + "\"workdir=/containers/services/web/tmp/work\"]}],"
                + "\"mkdir\":[],\"interfaces\":[],\"bindNS\":{\"cgroup\":\"\",\"ipc\":\"\","
                + "\"mnt\":\"\",\"net\":\"\",\"pid\":\"\",\"user\":\"\",\"uts\":\"\"},"
                + "\"namespace\":\"\"}");
  }

  @Test
  void passesTheRuntimeSectionOn_afterTheRootsMounts() throws Exception {
    FileTree root =
        root(
            service(
                """
                readonly: true
                runtime:
                  cgroups: [reserved]
                  mkdir: [/var/lib/a]
                  mounts: [{type: bind, source: /a, destination: /b, options: [bind]}]
                  interfaces: [{name: wg0, add: wireguard, createInRoot: true}]
                  bindNS: {net: /run/netns/web}
                  namespace: linuxkit
                """));
    JsonObject runtime = Roots.json(root, "containers/services/web/runtime.json");
    assertThat(text(new JsonValue.JsonArray(runtime.array("mounts"))))
        .isEqualTo(
            "[{\"destination\":\"/containers/services/web/rootfs\","
                + "\"source\":\"/containers/services/web/rootfs\",\"options\":[\"bind\"]},"
                + "{\"destination\":\"/b\",\"type\":\"bind\",\"source\":\"/a\","
                + "\"options\":[\"bind\"]}]");
    assertThat(text(new JsonValue.JsonArray(runtime.array("interfaces"))))
        .isEqualTo("[{\"name\":\"wg0\",\"add\":\"wireguard\",\"createInRoot\":true}]");
    assertThat(runtime.object("bindNS").string("net")).isEqualTo("/run/netns/web");
    assertThat(runtime.string("namespace")).isEqualTo("linuxkit");
  }

  @Test
  void laysAnImageOutOnce_forAllItsContainers() throws Exception {
    FileTree root =
        root(
            """
            onboot:
              - {name: a, image: x}
              - {name: b, image: x, readonly: true, tmpfs: [/scratch]}
            services:
              - {name: c, image: x}
              - {name: d, image: other}
            """);
    assertThat(root.find("containers/onboot/000-a/lower/entry")).isPresent();
    assertThat(root.find("containers/onboot/000-a/lower/scratch")).isPresent();
    assertThat(root.find("containers/onboot/001-b/rootfs")).isPresent();
    assertThat(root.find("containers/onboot/001-b/rootfs/entry")).isEmpty();
    assertThat(root.find("containers/services/c/lower")).isEmpty();
    assertThat(root.find("containers/services/d/lower/entry")).isPresent();
    assertThat(text(Roots.json(root, "containers/onboot/001-b/runtime.json")))
        .contains("\"source\":\"/containers/onboot/000-a/lower\"");
    assertThat(text(Roots.json(root, "containers/services/c/runtime.json")))
        .contains("\"lowerdir=/containers/onboot/000-a/lower\"");
  }

  @Test
  void placesEveryEntry_inItsSection() throws Exception {
    FileTree root =
        root(
            """
            onboot: [{name: a, image: x}]
            services: [{name: c, image: y}]
            volumes: [{name: v}]
            files: [{path: etc/motd, contents: hi}]
            """);
    assertThat(section(root, "containers/onboot/000-a/lower/entry")).isEqualTo("onboot[0]");
    assertThat(section(root, "containers/services/c/config.json")).isEqualTo("services[0]");
    assertThat(section(root, "containers/volumes/v/merged")).isEqualTo("volumes[0]");
    assertThat(section(root, "etc/motd")).isEqualTo("files");
    assertThat(section(root, "proc")).isEqualTo("builder");
  }

  private static String section(FileTree root, String path) {
    return Optional.ofNullable(root.entries().get(path)).orElseThrow().section().location();
  }

  @Test
  void dropsAndForces_whatLinuxKitDoes() throws Exception {
    FileTree root = root(service(""));
    String lower = "containers/services/web/lower/";
    assertThat(root.find(lower + "etc/hostname")).isEmpty();
    assertThat(root.find(lower + "dev/console")).isEmpty();
    for (String path : List.of("dev/pts", "dev/shm", "proc", "sys", "etc/resolv.conf")) {
      assertThat(root.find(lower + path)).as(path).isPresent();
    }
    assertThat(root.findFile(lower + "etc/hosts").orElseThrow().content().read(999).utf8())
        .contains("127.0.0.1");
    assertThat(((Symlink) root.find(lower + "etc/mtab").orElseThrow()).target())
        .isEqualTo("/proc/mounts");
    assertThat(((Symlink) root.find("etc/resolv.conf").orElseThrow()).target())
        .isEqualTo("/run/resolvconf/resolv.conf");
  }

  @Test
  void bindsVolumes_whereInitMountsThem() throws Exception {
    FileTree root =
        root(
            "volumes: [{name: data, image: d}, {name: blank}]\n"
                + service(
                    """
                    binds: ["data:/d"]
                    mounts: [{type: bind, source: blank, destination: /b, options: [rw]}]
                    """));
    assertThat(root.find("containers/volumes/data/lower/entry")).isPresent();
    assertThat(root.find("containers/volumes/blank/lower")).isPresent();
    assertThat(root.find("containers/volumes/blank/tmp")).isPresent();
    String config = text(Roots.json(root, "containers/services/web/config.json"));
    assertThat(config)
        .contains(
            "\"destination\":\"/d\",\"type\":\"bind\",\"source\":\"/containers/volumes/data/merged\"",
            "\"destination\":\"/b\",\"type\":\"bind\","
                + "\"source\":\"/containers/volumes/blank/merged\"");
  }

  @Test
  void givesNumbersToNames_inOrder() throws Exception {
    FileTree root =
        root(
            """
            onboot: [{name: a, image: x, uid: c, gid: b}]
            onshutdown: [{name: b, image: x}]
            services: [{name: c, image: x}]
            files: [{path: f, contents: "", uid: a, gid: c}]
            """);
    JsonObject user =
        Roots.json(root, "containers/onboot/000-a/config.json").object("process").object("user");
    assertThat(user.integer("uid")).isEqualTo(102);
    assertThat(user.integer("gid")).isEqualTo(101);
    assertThat(root.find("f").orElseThrow().attributes().uid()).isEqualTo(100);
    assertThat(root.find("f").orElseThrow().attributes().gid()).isEqualTo(102);
  }

  @Test
  void passesDevicesResourcesAndMappings_toTheRuntime() throws Exception {
    JsonObject linux =
        config(
                """
                userns: new
                uidMappings: [{hostID: 1000, containerID: 0, size: 10}]
                devices:
                  - {path: all, type: b}
                  - {path: /dev/tun, type: c, major: 10, minor: 200, mode: "0660"}
                resources:
                  devices: [{allow: false, access: rwm}]
                  memory: {limit: 1024, disableOOMKiller: true}
                  blockio: {weight: 10}
                  hugepageLimits: [{pageSize: 2097152, limit: 5}]
                """)
            .object("linux");
    assertThat(text(linux.object("resources")))
        .isEqualTo(
            "{\"devices\":[{\"allow\":false,\"access\":\"rwm\"},"
                + "{\"allow\":true,\"type\":\"b\",\"access\":\"rwm\"},"
                + "{\"allow\":true,\"type\":\"c\",\"major\":10,\"minor\":200,\"access\":\"rwm\"}],"
                + "\"memory\":{\"limit\":1024,\"disableOOMKiller\":true},"
                + "\"blockIO\":{\"weight\":10},"
                + "\"hugepageLimits\":[{\"pageSize\":\"2MB\",\"limit\":5}]}");
    assertThat(text(new JsonValue.JsonArray(linux.array("devices"))))
        .isEqualTo(
            "[{\"path\":\"/dev/tun\",\"type\":\"c\",\"major\":10,\"minor\":200,\"fileMode\":432}]");
    assertThat(text(new JsonValue.JsonArray(linux.array("uidMappings"))))
        .isEqualTo("[{\"containerID\":0,\"hostID\":1000,\"size\":10}]");
    assertThat(text(new JsonValue.JsonArray(linux.array("namespaces"))))
        .isEqualTo("[{\"type\":\"pid\"},{\"type\":\"user\"},{\"type\":\"mount\"}]");
  }

  @Test
  void appliesAccessControl() throws Exception {
    Files.writeString(
        folder.resolve("p.json"),
        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":"
            + "[{\"names\":[\"bpf\"],\"action\":\"SCMP_ACT_ERRNO\"}]}");
    JsonObject config =
        config(
            """
            seccomp: p.json
            apparmor: web
            selinux: {process: "u:r:t:s0", mount: "u:r:f:s0"}
            """);
    assertThat(config.object("process").string("apparmorProfile")).isEqualTo("web");
    assertThat(config.object("process").string("selinuxLabel")).isEqualTo("u:r:t:s0");
    assertThat(config.object("linux").string("mountLabel")).isEqualTo("u:r:f:s0");
    assertThat(text(config.object("linux").object("seccomp"))).contains("\"bpf\"");
    JsonObject standard = config("seccomp: default").object("linux").object("seccomp");
    assertThat(standard.string("defaultAction")).isEqualTo("SCMP_ACT_ERRNO");
    assertThat(text(standard)).contains("\"openat\"").doesNotContain("\"mount\"", "\"bpf\"");
    assertThat(config("seccomp: unconfined").object("linux").find("seccomp")).isEmpty();
    assertThat(config("").object("linux").find("seccomp")).isEmpty();
  }

  @Test
  void refusesProfile_inDockersForm() throws Exception {
    Files.writeString(
        folder.resolve("p.json"), "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"archMap\":[]}");
    assertThatThrownBy(() -> config("seccomp: p.json"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:4:14: seccomp profile \"p.json\": archMap: not a key of the OCI"
                + " runtime-spec's form; this is Docker's, write the rules out");
  }

  @Test
  void refusesLabel_thatNamesAFileOfTheBuilder() {
    ImageConfig labelled = image(Map.of("org.mobyproject.config", "{\"seccomp\": \"/etc/p\"}"));
    assertThatThrownBy(() -> Roots.of(service(""), files, labelled, folder))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a label may say default or unconfined");
  }

  @Test
  void writesTheSpecificationItself_asMetadata() throws Exception {
    FileTree root =
        root("files:\n  - {path: s.yml, metadata: yaml}\n  - {path: s.json, metadata: json}\n");
    assertThat(root.findFile("s.yml").orElseThrow().content().read(9999).utf8())
        .isEqualTo(
            "files:\n  - path: s.yml\n    metadata: yaml\n"
                + "  - path: s.json\n    metadata: json\n");
    assertThat(Roots.json(root, "s.json").array("files")).hasSize(2);
  }
}
