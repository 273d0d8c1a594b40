package dev.plimsoll.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpecParserTest {
  private static ImageSpec parse(String... texts) throws FormatException {
    int number = 0;
    List<SpecParser.Source> sources = new java.util.ArrayList<>();
    for (String text : texts) {
      sources.add(
          new SpecParser.Source(number++ == 0 ? "image.yml" : "more.yml", Bytes.ofUtf8(text)));
    }
    return SpecParser.parse(sources);
  }

  /** A wrong specification, and the whole message: place, what was found, what was wanted. */
  record Wrong(String why, String yaml, String message) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static Wrong wrong(String why, String yaml, String message) {
    return new Wrong(why, yaml, message);
  }

  private static String service(String field) {
    return "services:\n  - name: web\n    image: web:1\n    " + field + "\n";
  }

  static Stream<Wrong> wrongs() {
    return Stream.of(
        wrong(
            "a misspelt section",
            "servcies:\n  - name: a\n",
            "image.yml:1:1: unknown key \"servcies\"; did you mean \"services\"?"),
        wrong(
            "a section nobody knows",
            "init: []\nsources: []\n",
            "image.yml:2:1: unknown key \"sources\"; known are files, init, kernel, onboot,"
                + " onshutdown, services, trust, volumes"),
        wrong(
            "a misspelt field",
            service("comand: [a]"),
            "image.yml:4:5: unknown key \"comand\" in services[0]; did you mean \"command\"?"),
        wrong(
            "an integer where a string belongs",
            service("hostname: 17"),
            "image.yml:4:15: services[0].hostname: found an integer, wanted a string"),
        wrong(
            "a string where a list belongs",
            service("command: ls"),
            "image.yml:4:14: services[0].command: found a string, wanted a list"),
        wrong(
            "an integer in a list of strings",
            service("env: [A=1, 2]"),
            "image.yml:4:16: services[0].env[1]: found an integer, wanted a string"),
        wrong(
            "an unquoted mode",
            "files:\n  - path: a\n    contents: b\n    mode: 0644\n",
            "image.yml:4:11: files[0].mode: found an integer, wanted a string of octal digits in"
                + " quotes, as in \"0644\""),
        wrong(
            "a mode that is not octal",
            "files:\n  - path: a\n    contents: b\n    mode: \"0689\"\n",
            "image.yml:4:11: files[0].mode: found \"0689\"; wanted octal digits up to 7777, as"
                + " in \"0644\""),
        wrong(
            "a bare yes, a string in YAML 1.2",
            service("readonly: yes"),
            "image.yml:4:15: services[0].readonly: found a string, wanted true or false"),
        wrong(
            "a section with nothing in it",
            "init:\nservices: []\n",
            "image.yml:1:6: init: found nothing, wanted a list"),
        wrong(
            "a duplicate key",
            "init: []\ninit: []\n",
            "image.yml:2:1: key \"init\" stands twice, first at line 1"),
        wrong(
            "a path that climbs",
            "files:\n  - path: ../up\n    contents: a\n",
            "image.yml:2:11: files[0].path: found \"../up\"; the path must not have \"..\", \".\""
                + " or empty parts"),
        wrong(
            "a path that climbs in the middle",
            "files:\n  - path: /etc/../../up\n    contents: a\n",
            "image.yml:2:11: files[0].path: found \"/etc/../../up\"; the path must not have"
                + " \"..\", \".\" or empty parts"),
        wrong(
            "the root as a file",
            "files:\n  - path: /\n    contents: a\n",
            "image.yml:2:11: files[0].path: found \"/\"; wanted a path below /"),
        wrong(
            "a name that leaves its folder",
            "services:\n  - name: ../../../escape\n    image: a\n",
            "image.yml:2:11: services[0].name: found \"../../../escape\"; wanted a name of letters,"
                + " digits, \".\", \"_\", \"-\", at most 128 of them"),
        wrong(
            "a missing name",
            "services:\n  - image: a\n",
            "image.yml:2:5: services[0]: \"name\" is missing"),
        wrong(
            "a missing image",
            "onboot:\n  - name: a\n",
            "image.yml:2:5: onboot[0]: \"image\" is missing"),
        wrong(
            "a service name twice",
            "services:\n  - name: a\n    image: x\n  - name: a\n    image: y\n",
            "image.yml:4:11: services name \"a\" stands twice, first at image.yml:2:11"),
        wrong(
            "an onboot name twice, which LinuxKit merges in silence",
            "onboot:\n  - name: a\n    image: x\n  - name: a\n    image: y\n",
            "image.yml:4:11: onboot name \"a\" stands twice, first at image.yml:2:11"),
        wrong(
            "an unknown capability",
            service("capabilities: [CAP_NET_ADMN]"),
            "image.yml:4:20: services[0].capabilities: found \"CAP_NET_ADMN\"; did you mean"
                + " \"CAP_NET_ADMIN\"?"),
        wrong(
            "all beside another capability",
            service("capabilities: [all, CAP_KILL]"),
            "image.yml:4:20: services[0].capabilities: found \"all\"; wanted a capability such as"
                + " CAP_NET_ADMIN, or all or none alone"),
        wrong(
            "a negative uid",
            service("uid: -1"),
            "image.yml:4:10: services[0].uid: found -1, wanted an integer from 0 to 4294967294"),
        wrong(
            "a float uid",
            service("uid: 1.5"),
            "image.yml:4:10: services[0].uid: found a number, wanted an integer"),
        wrong(
            "a sysctl that is no string",
            service("sysctl: {net.ipv4.ip_forward: 1}"),
            "image.yml:4:35: services[0].sysctl.net.ipv4.ip_forward: found an integer, wanted a"
                + " string"),
        wrong(
            "a bind that climbs",
            service("binds: [\"/etc/../root:/root\"]"),
            "image.yml:4:13: services[0].binds[0]: found \"/etc/../root\"; the path must not have"
                + " \"..\", \".\" or empty parts"),
        wrong(
            "a mount without destination",
            service("mounts: [{type: tmpfs}]"),
            "image.yml:4:14: services[0].mounts[0]: \"destination\" is missing"),
        wrong(
            "camel case in mounts",
            service("mounts: [{destination: /a, uidMappings: []}]"),
            "image.yml:4:32: unknown key \"uidMappings\" in services[0].mounts[0]; did you mean"
                + " \"uidmappings\"?"),
        wrong(
            "a bogus propagation",
            service("rootfsPropagation: sideways"),
            "image.yml:4:24: services[0].rootfsPropagation: found \"sideways\"; wanted one of"
                + " shared, slave, private, unbindable, rshared, rslave, rprivate, runbindable"),
        wrong(
            "a file with two contents",
            "files:\n  - path: a\n    contents: b\n    symlink: c\n",
            "image.yml:2:5: files[0]: has 2 of contents, source, metadata, symlink, directory; wanted"
                + " exactly one"),
        wrong(
            "a file with none",
            "files:\n  - path: a\n",
            "image.yml:2:5: files[0]: has none of contents, source, metadata, symlink, directory; wanted"
                + " exactly one"),
        wrong(
            "a command line that names another image",
            "kernel:\n  image: a\n  cmdline: \"quiet plimsoll.roothash=0\"\n",
            "image.yml:3:12: kernel.cmdline: found \"quiet plimsoll.roothash=0\"; \"plimsoll.\""
                + " parameters are set when the image is signed"),
        wrong(
            "a command line of two lines",
            "kernel:\n  image: a\n  cmdline: \"a\\nb\"\n",
            "image.yml:3:12: kernel.cmdline: wanted one line of printable ASCII"),
        wrong("an empty document", "", "image.yml:1:1: empty document, wanted a mapping"),
        wrong("a list", "- a\n", "image.yml:1:1: found a list, wanted a mapping"),
        wrong(
            "a second document",
            "init: []\n---\ninit: []\n",
            "image.yml:3:1: a second YAML document; one was wanted"),
        wrong(
            "a limit that is no rlimit",
            service("rlimits: [\"filez,1,2\"]"),
            "image.yml:4:15: services[0].rlimits[0]: found \"filez,1,2\"; wanted NAME,SOFT,HARD, as"
                + " in nofile,1024,4096"));
  }

  @ParameterizedTest
  @MethodSource("wrongs")
  void refusesWithPlace_whenSpecificationIsWrong(Wrong wrong) {
    assertThatThrownBy(() -> parse(wrong.yaml))
        .isInstanceOf(FormatException.class)
        .hasMessage(wrong.message);
  }

  @Test
  void readsEveryField_whenAllAreGiven() throws Exception {
    ImageSpec spec =
        parse(
            """
            kernel:
              image: deb:linux-image-cloud-amd64
              cmdline: "console=ttyS0"
              tar: none
            init: [a, b]
            onboot:
              - name: one
                image: oci:one
            services:
              - name: web
                image: web:1
                command: ["/web", "-v"]
                env: [A=1]
                capabilities: [CAP_KILL]
                binds: ["/etc/resolv.conf:/etc/resolv.conf:ro", "/dev:/dev"]
                tmpfs: ["/tmp:size=1m"]
                net: new
                uid: 1000
                readonly: true
                rlimits: ["nofile,1024,unlimited"]
            files:
              - path: /etc/motd
                contents: "hello"
                mode: "0644"
                uid: 5
              - path: var/lib
                directory: true
            trust: {}
            """);
    assertThat(spec.kernel().orElseThrow().commandLine().orElseThrow().value())
        .isEqualTo("console=ttyS0");
    assertThat(spec.kernel().orElseThrow().modulesInRoot()).isFalse();
    assertThat(spec.init()).extracting(Located::value).containsExactly("a", "b");
    ContainerSpec web = spec.services().getFirst();
    assertThat(web.title()).isEqualTo("services[0] web");
    assertThat(web.name().at()).hasToString("image.yml:10:11");
    assertThat(web.settings().storage().binds().orElseThrow().value())
        .containsExactly(
            new MountSpec("/etc/resolv.conf", "bind", "/etc/resolv.conf", List.of("ro", "rbind")),
            new MountSpec("/dev", "bind", "/dev", List.of("rw", "rbind", "rshared")));
    assertThat(web.settings().process().rlimits().orElseThrow().value())
        .containsExactly(new ResourceLimit("RLIMIT_NOFILE", 1024, -1));
    assertThat(spec.files().getFirst().path().value()).isEqualTo("etc/motd");
    assertThat(spec.files().getFirst().mode()).isEqualTo(0644);
    assertThat(spec.files().getLast().mode()).isEqualTo(0700);
    assertThat(spec.onboot()).hasSize(1);
  }

  @Test
  void mergesFiles_whenSeveralAreGiven() throws Exception {
    ImageSpec spec =
        parse(
            "kernel:\n  image: a\n  cmdline: \"one\"\ninit: [x]\n",
            "kernel:\n  cmdline: \"two\"\ninit: [y]\n");
    assertThat(spec.kernel().orElseThrow().image().orElseThrow().value()).isEqualTo("a");
    assertThat(spec.kernel().orElseThrow().commandLine().orElseThrow().at())
        .hasToString("more.yml:2:12");
    assertThat(spec.init()).extracting(Located::value).containsExactly("x", "y");
  }

  @Test
  void findsTheSameName_acrossFiles() {
    String text = "services:\n  - name: a\n    image: x\n";
    assertThatThrownBy(() -> parse(text, text))
        .hasMessage("more.yml:2:11: services name \"a\" stands twice, first at image.yml:2:11");
  }
}
