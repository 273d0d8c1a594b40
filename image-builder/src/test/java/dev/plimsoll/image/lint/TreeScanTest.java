package dev.plimsoll.image.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Section;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.Trees;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeScanTest {
  private static RegularFile file(int mode, byte[] content, Map<String, Bytes> xattrs) {
    return new RegularFile(
        new Attributes(mode, 1, 2, 0, xattrs), new Content.Inline(Bytes.copyOf(content)));
  }

  private static JsonObject facts(TreeBuilder tree) throws Exception {
    Bytes text = TreeScan.scan("img", "amd64", tree.build()).encode();
    return JsonReader.within(JsonLimits.DOCUMENT).parse("facts", text).asObject("facts");
  }

  private static List<JsonObject> files(JsonObject facts) throws Exception {
    List<JsonObject> found = new ArrayList<>();
    for (JsonValue f : facts.array("files")) {
      found.add(f.asObject("file"));
    }
    return found;
  }

  @Test
  void everyKind_isFound_withItsOrigin() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.begin(new Section("init[0]", "docker.io/library/x@sha256:1"));
    tree.add("bin/su", file(06755, new byte[] {1, 0}, Map.of()), "t");
    tree.add(
        "bin/ping",
        file(
            0755,
            new ElfSample(64, ByteOrder.LITTLE_ENDIAN).type(2).bytes(),
            Map.of(
                "security.capability", Bytes.parseHex("0100000200200000000000000000000000000000"))),
        "t");
    tree.begin(new Section("files", ""));
    tree.add("srv/open", file(0666, new byte[0], Map.of()), "t");
    tree.add("srv/drop", new Directory(Attributes.generated(0777)), "t");
    tree.add("tmp", new Directory(Attributes.generated(01777)), "t");
    tree.add("key", Trees.text("AKIAABCDEFGHIJKLMNOP"), "t");

    JsonObject facts = facts(tree);

    assertThat(facts.object("counts").members())
        .containsEntry("setuid", JsonValue.JsonNumber.of(1))
        .containsEntry("setgid", JsonValue.JsonNumber.of(1))
        .containsEntry("file-capabilities", JsonValue.JsonNumber.of(1))
        .containsEntry("elf", JsonValue.JsonNumber.of(1))
        .containsEntry("world-writable-file", JsonValue.JsonNumber.of(1))
        .containsEntry("world-writable-directory", JsonValue.JsonNumber.of(2))
        .containsEntry("secret", JsonValue.JsonNumber.of(1))
        .containsEntry("device", JsonValue.JsonNumber.of(0));
    JsonObject ping = files(facts).getFirst();
    assertThat(ping.string("path")).isEqualTo("/bin/ping");
    assertThat(ping.string("section")).isEqualTo("init[0]");
    assertThat(ping.string("source")).isEqualTo("docker.io/library/x@sha256:1");
    assertThat(ping.array("permitted")).containsExactly(new JsonValue.JsonString("CAP_NET_RAW"));
    JsonObject drop =
        files(facts).stream()
            .filter(f -> f.members().containsValue(new JsonValue.JsonString("/srv/drop")))
            .findFirst()
            .orElseThrow();
    assertThat(drop.bool("sticky")).isFalse();
    assertThat(drop.string("mode")).isEqualTo("0777");
  }

  @Test
  void hardLinks_tellTheSame_underBothNames() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    RegularFile su = file(04755, new ElfSample(32, ByteOrder.BIG_ENDIAN).bytes(), Map.of());
    tree.add("bin/a", su, "t");
    tree.add("bin/b", su, "t");

    JsonObject facts = facts(tree);

    assertThat(facts.object("counts").integer("elf")).isEqualTo(2);
    assertThat(facts.object("scanned").integer("elf")).isEqualTo(1);
  }

  @Test
  void stretch_isReadAtItsOffset(@TempDir Path directory) throws Exception {
    byte[] elf = new ElfSample(64, ByteOrder.LITTLE_ENDIAN).stack(7).bytes();
    byte[] blob = new byte[elf.length + 1000];
    System.arraycopy(elf, 0, blob, 700, elf.length);
    Path store = Files.write(directory.resolve("blob"), blob);
    TreeBuilder tree = new TreeBuilder();
    tree.add(
        "bin/x",
        new RegularFile(Attributes.generated(0755), new Content.Stretch(store, 700, elf.length)),
        "t");

    JsonObject found = files(facts(tree)).getFirst();

    assertThat(found.string("stack")).isEqualTo("executable");
    assertThat(found.find("canary")).isEmpty();
  }

  @Test
  void malformedElf_isAFact_notAFailure() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add("bin/x", file(0755, new byte[] {0x7f, 'E', 'L', 'F', 9}, Map.of()), "t");

    assertThat(files(facts(tree)).getFirst().string("kind")).isEqualTo("elf-malformed");
  }

  @Test
  void container_isReadFromItsBundle() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.begin(new Section("services[0]", "docker.io/library/web@sha256:2"));
    tree.add(
        "containers/services/web/config.json",
        Trees.text(
            """
            {"process": {"user": {"uid": 0, "gid": 0}, "args": ["/web"],
              "env": ["PATH=/bin", "DB_PASSWORD=hunter2", "TOKEN_FILE=/run/t", "EMPTY_SECRET="],
              "capabilities": {"bounding": ["CAP_NET_RAW"], "effective": ["CAP_NET_RAW"]}},
             "root": {"path": "rootfs", "readonly": true},
             "mounts": [{"type": "bind", "source": "/etc/../", "destination": "/host",
                "options": ["rw", "rbind"]},
               {"type": "bind", "source": "/var/lib/web", "destination": "/d", "options": ["ro"]}],
             "linux": {"namespaces": [{"type": "mount"}, {"type": "network", "path": "/run/n"}],
               "resources": {"pids": {"limit": 10},
                 "devices": [{"allow": false, "access": "rwm"}, {"allow": true, "access": "rwm"},
                   {"allow": true, "type": "c", "major": 1, "minor": 3, "access": "r"}]}}}
            """),
        "t");

    JsonObject web = facts(tree).array("containers").getFirst().asObject("container");

    assertThat(web.string("location")).isEqualTo("services[0]");
    assertThat(web.string("name")).isEqualTo("web");
    assertThat(web.bool("rootOnHost")).isTrue();
    assertThat(web.bool("readonlyRoot")).isTrue();
    assertThat(web.bool("noNewPrivileges")).isFalse();
    assertThat(web.bool("allCapabilities")).isFalse();
    assertThat(web.string("seccomp")).isEqualTo("none");
    assertThat(web.object("namespaces").string("network")).isEqualTo("/run/n");
    assertThat(web.object("namespaces").string("pid")).isEqualTo("host");
    assertThat(web.object("namespaces").string("mount")).isEqualTo("new");
    assertThat(web.array("wideDeviceRules")).hasSize(1);
    assertThat(web.array("secretEnvironment"))
        .containsExactly(new JsonValue.JsonString("DB_PASSWORD"));
    assertThat(web.integer("pidsLimit")).isEqualTo(10);
    assertThat(web.find("memoryLimit")).isEmpty();
    assertThat(web.array("hostBinds").get(0).asObject("bind").bool("sensitive")).isTrue();
    assertThat(web.array("hostBinds").get(1).asObject("bind").bool("sensitive")).isFalse();
    assertThat(web.toString()).doesNotContain("hunter2");
  }

  @Test
  void unreadableConfig_isAFactOfItsContainer() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    tree.add("containers/onboot/003-net/config.json", Trees.text("{"), "t");

    JsonObject net = facts(tree).array("containers").getFirst().asObject("container");

    assertThat(net.string("name")).isEqualTo("net");
    assertThat(net.string("problem")).contains("config.json");
    assertThat(net.find("uid")).isEmpty();
  }

  @Test
  void facts_areTheSameBytes_eachTime() throws Exception {
    Bytes first = TreeScan.scan("img", "amd64", Trees.sample()).encode();

    assertThat(TreeScan.scan("img", "amd64", Trees.sample()).encode()).isEqualTo(first);
  }
}
