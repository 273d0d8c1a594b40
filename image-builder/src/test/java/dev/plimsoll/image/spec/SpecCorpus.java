package dev.plimsoll.image.spec;

import java.util.List;

/**
 * Specifications written for these tests after the constructs that LinuxKit users use. Longer than
 * 500 lines because it is data: one list that is read from top to bottom.
 */
final class SpecCorpus {
  private SpecCorpus() {}

  /** A specification that must be read. */
  record Good(String why, String yaml) {
    @Override
    public String toString() {
      return why;
    }
  }

  /**
   * A specification that must be refused.
   *
   * @param at {@code line:column}
   * @param message part of what is said
   */
  record Bad(String why, String yaml, String at, String message) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static String service(String fields) {
    return "services:\n  - name: web\n    image: web:1\n" + fields.indent(4);
  }

  static List<Good> good() {
    return List.of(
        new Good(
            "a minimal system",
            """
            kernel:
              image: linuxkit/kernel:6.12.59
              cmdline: "console=tty0 console=ttyS0"
            init:
              - linuxkit/init:8eea386739975a43af558eec757a7dcb3a3d2e7b
              - linuxkit/runc:667e7ea2c426a2460ca21e3da065a57dbb3369c9
            onboot:
              - name: sysctl
                image: linuxkit/sysctl:c6f23919b8610c7645a89a89f863c6209bc84bee
            services:
              - name: getty
                image: linuxkit/getty:a86d74c8f89be8956330c3b115b0b1f2e09ef6e0
                env:
                 - INSECURE=true
            """),
        new Good("an empty mapping", "{}\n"),
        new Good("no kernel", "init: [a/b]\n"),
        new Good(
            "nothing in lists", "init: []\nonboot: []\nservices: []\nfiles: []\nvolumes: []\n"),
        new Good(
            "a kernel with everything",
            """
            kernel:
              image: k
              binary: bzImage
              tar: none
              ucode: intel-ucode.cpio
              cmdline: ""
            """),
        new Good("an empty tar name", "kernel:\n  image: k\n  tar: \"\"\n"),
        new Good("a digest", "init:\n  - a/b@sha256:" + "ab".repeat(32) + "\n"),
        new Good(
            "a digest behind a tag", "init: [\"r.io:5000/a:1@sha256:" + "0".repeat(64) + "\"]\n"),
        new Good(
            "the same image twice",
            """
            onboot:
              - {name: a, image: x}
              - {name: b, image: x}
            """),
        new Good(
            "one name in two sections",
            """
            onboot:
              - {name: a, image: x}
            services:
              - {name: a, image: x}
            """),
        new Good("all capabilities", service("capabilities: [all]\nambient: [None]\n")),
        new Good("capabilities by name", service("capabilities: [CAP_NET_ADMIN, CAP_KILL]\n")),
        new Good(
            "added to the label's",
            service("capabilities.add: [CAP_BPF]\nbinds.add: [\"/a:/b\"]\n")),
        new Good(
            "binds",
            service("binds: [\"/etc/a:/etc/a\", \"/var:/var:rshared,rbind\", \"/x:/y:ro\"]\n")),
        new Good(
            "mounts that say little", service("mounts:\n  - type: mqueue\n  - source: devpts\n")),
        new Good(
            "a mount of /dev", service("mounts: [{destination: /dev, options: [\"size=1m\"]}]\n")),
        new Good(
            "id-mapped mounts",
            service(
                """
            mounts:
              - type: bind
                source: /data
                destination: /data
                options: [ro, rbind]
                uidmappings: [{containerID: 0, hostID: 1000, size: 10}]
                gidmappings: [{containerID: 0, hostID: 1000, size: 10}]
            """)),
        new Good("tmpfs", service("tmpfs: [/tmp, \"/run:size=1m,mode=755\"]\n")),
        new Good("namespaces", service("net: new\npid: host\nipc: root\nuts: new\nuserns: new\n")),
        new Good("a network namespace at a path", service("net: /run/netns/wg\n")),
        new Good(
            "empty strings as if not written", service("net: \"\"\ncwd: \"\"\nhostname: \"\"\n")),
        new Good("users by number", service("uid: 1000\ngid: 0x10\nadditionalGids: [5, 0o17]\n")),
        new Good(
            "users by container",
            """
            onboot:
              - {name: first, image: x, uid: second, additionalGids: [first, root, 7]}
            services:
              - {name: second, image: x, gid: first}
            files:
              - {path: a, contents: "", uid: second, gid: ""}
            """),
        new Good(
            "user namespace mappings",
            service(
                """
            userns: new
            uidMappings: [{containerID: 0, hostID: 100000, size: 65536}]
            gidMappings: [{containerID: 0, hostID: 100000, size: 65536}]
            """)),
        new Good(
            "devices",
            service(
                """
            devices:
              - {path: all, type: b}
              - {path: /dev/console, type: c, major: 5, minor: 1, mode: "0666"}
              - {path: /dev/net/tun, type: c, major: 10, minor: 200, mode: "600"}
            """)),
        new Good(
            "every resource",
            service(
                """
            resources:
              devices:
                - {allow: false, access: rwm}
                - {allow: true, type: c, major: 1, minor: 3, access: rw}
              memory: {limit: 1048576, reservation: 1, swap: -1, kernel: 1, kernelTCP: 1,
                       swappiness: 60, disableOOMKiller: true}
              cpu: {shares: 512, quota: 50000, period: 100000, realtimeRuntime: 950000,
                    realtimePeriod: 1000000, cpus: "0-3,7", mems: "0"}
              pids: {limit: 64}
              blockio:
                weight: 100
                leafWeight: 50
                weightDevice: [{major: 8, minor: 0, weight: 500, leafWeight: 300}]
                throttleReadBpsDevice: [{major: 8, minor: 0, rate: 600}]
                throttleWriteBpsDevice: [{major: 8, minor: 0, rate: 600}]
                throttleReadIOPSDevice: [{major: 8, minor: 0, rate: 600}]
                throttleWriteIOPSDevice: [{major: 8, minor: 0, rate: 600}]
              hugepageLimits: [{pageSize: 2097152, limit: 209715200}]
              network:
                classID: 1048577
                priorities: [{name: eth0, priority: 500}]
            """)),
        new Good(
            "the runtime",
            service(
                """
            runtime:
              cgroups: [systemreserved]
              mkdir: [/var/lib/a]
              mounts:
                - {type: tmpfs, source: tmpfs, destination: /var/lib/a, options: [size=1m]}
                - {destination: /var/lib/a, options: [remount, private]}
              interfaces:
                - {name: wg0, add: wireguard, createInRoot: true}
                - {name: veth0, add: veth, peer: veth1}
                - {name: eth0}
              bindNS: {net: /run/netns/web, mnt: ""}
              namespace: services.linuxkit
            """)),
        new Good(
            "limits",
            service("rlimits: [\"nofile,1024,4096\", \" RLIMIT_CORE , 0, unlimited\"]\n")),
        new Good(
            "the rest",
            service(
                """
            command: []
            cwd: /srv
            hostname: web-1.example
            readonly: true
            noNewPrivileges: true
            maskedPaths: [/proc/kcore]
            readonlyPaths: [/proc/sys]
            oomScoreAdj: -500
            rootfsPropagation: rshared
            cgroupsPath: /system/web
            sysctl: {net.ipv4.ip_forward: "1"}
            annotations: {a.b/c: d}
            """)),
        new Good(
            "access control",
            service(
                """
            seccomp: default
            apparmor: plimsoll-web
            selinux: system_u:system_r:container_t:s0:c1,c2
            """)),
        new Good(
            "access control in full",
            service(
                """
            seccomp: profiles/web.json
            apparmor: unconfined
            selinux:
              process: system_u:system_r:container_t:s0
              mount: system_u:object_r:container_file_t:s0
            """)),
        new Good(
            "files of every kind",
            """
            files:
              - path: /etc/motd
                contents: |
                  two
                    lines
                mode: "0644"
              - {path: etc/keys, source: "~/.ssh/id.pub", mode: "600", optional: true, uid: 5, gid: 6}
              - {path: etc/spec.yml, metadata: yaml}
              - {path: etc/spec.json, metadata: json}
              - {path: etc/link, symlink: ../run/x}
              - {path: var/lib/x, directory: true, mode: "1777"}
              - {path: empty, contents: ""}
            """),
        new Good(
            "volumes",
            """
            volumes:
              - {name: blank}
              - {name: data, image: data:1, readonly: true}
              - {name: img_1, image: x, format: oci, platforms: [linux/amd64, linux/arm64/v8]}
              - {name: fs, format: filesystem}
            services:
              - name: a
                image: x
                binds: ["blank:/b", "data:/d:ro"]
                mounts: [{type: bind, source: fs, destination: /f}]
            """),
        new Good(
            "trust as LinuxKit has it",
            "trust:\n  image: [linuxkit/kernel]\n  org: [linuxkit, library]\n"),
        new Good(
            "anchors inside",
            """
            onboot:
              - &base
                name: a
                image: x
                env: &env [A=1]
              - name: b
                image: x
                env: *env
            """),
        new Good(
            "merge keys",
            """
            onboot:
              - &base
                name: a
                image: x
                capabilities: [CAP_KILL]
              - <<: *base
                name: b
            services:
              - <<: [{name: c, image: y}, *base]
                net: new
            """),
        new Good("JSON", "{\"init\": [\"a\"], \"onboot\": [{\"name\": \"a\", \"image\": \"b\"}]}"),
        new Good("comments and document marks", "# a\n---\ninit: # b\n  - a\n...\n"),
        new Good("octal and hexadecimal", service("uid: 0x3e8\noomScoreAdj: +5\n")),
        new Good(
            "a megabyte of text",
            "files:\n  - path: a\n    contents: \"" + "x".repeat(1 << 20) + "\"\n"),
        new Good(
            "awkward text",
            """
            files:
              - {path: a, contents: "\\t tab\\r\\n\\n\\e \\u2028 \\U0001F600 \\x85 : # - ' \\" \\\\ "}
              - {path: b, contents: "no"}
              - {path: c, contents: "1.0"}
              - {path: d, contents: "- x\\n\\n"}
              - {path: e, contents: " x\\ny"}
              - {path: f, contents: "x\\n \\ny\\n"}
            """));
  }

  static List<Bad> bad() {
    return List.of(
        new Bad("an empty document", "", "1:1", "empty document"),
        new Bad("a list", "- a\n", "1:1", "found a list, wanted a mapping"),
        new Bad("a scalar", "hello\n", "1:1", "found a string, wanted a mapping"),
        new Bad("a tab as indentation", "init:\n\t- a\n", "2:1", "not YAML"),
        new Bad("no YAML", "init: [a\n", "2:1", "not YAML"),
        new Bad("a null section", "onboot:\n", "1:8", "found nothing, wanted a list"),
        new Bad("a holder of anchors", "x: &a {name: b}\ninit: []\n", "1:1", "unknown key \"x\""),
        new Bad("a second document", "init: []\n---\ninit: []\n", "3:1", "a second YAML document"),
        new Bad("a key twice", "init: []\ninit: []\n", "2:1", "stands twice"),
        new Bad("sources", "sources: []\n", "1:1", "unknown key"),
        new Bad("a misspelt section", "service: []\n", "1:1", "did you mean \"services\"?"),
        new Bad("the first of two errors", service("comand: []\nuid: x\n"), "4:5", "did you mean"),
        new Bad(
            "the first of two errors, by file order",
            service("uid: 1.5\nbinds: 1\n"),
            "4:10",
            "integer"),
        new Bad(
            "an error before a missing name",
            "onboot:\n  - imag: x\n",
            "2:5",
            "did you mean \"image\"?"),
        new Bad(
            "a name that climbs",
            "onboot:\n  - {name: ../x, image: y}\n",
            "2:12",
            "onboot[0].name"),
        new Bad("an empty name", "onboot:\n  - {name: \"\", image: y}\n", "2:12", "onboot[0].name"),
        new Bad("an empty reference", "onboot:\n  - {name: a, image: \"\"}\n", "2:22", "reference"),
        new Bad("a malformed reference", "init:\n  - \"A b\"\n", "2:5", "reference \"A b\""),
        new Bad("a short digest", "init: [\"a@sha256:12\"]\n", "1:8", "digest"),
        new Bad(
            "onboot twice",
            "onboot:\n  - {name: a, image: x}\n  - {name: a, image: y}\n",
            "3:12",
            "stands twice"),
        new Bad(
            "a kernel without image",
            "kernel:\n  cmdline: a\n",
            "2:3",
            "kernel: \"image\" is missing"),
        new Bad("a kernel that is a string", "kernel: a\n", "1:9", "wanted a mapping"),
        new Bad(
            "microcode that climbs",
            "kernel:\n  image: a\n  ucode: ../x\n",
            "3:10",
            "kernel.ucode"),
        new Bad(
            "a capability in small letters",
            service("capabilities: [cap_kill]\n"),
            "4:20",
            "did you mean \"CAP_KILL\"?"),
        new Bad(
            "a bind without destination",
            service("binds: [/dev]\n"),
            "4:13",
            "wanted SOURCE:DESTINATION"),
        new Bad(
            "a bind with too much",
            service("binds: [\"/a:/b:ro:z\"]\n"),
            "4:13",
            "wanted SOURCE:DESTINATION"),
        new Bad("a bind to a relative place", service("binds: [\"/a:b\"]\n"), "4:13", "absolute"),
        new Bad(
            "two binds to one place",
            service("binds: [\"/a:/c\", \"/b:/c/\"]\n"),
            "4:22",
            "another entry"),
        new Bad(
            "two mounts to one place",
            service("mounts: [{type: proc}, {type: tmpfs, destination: /proc}]\n"),
            "4:28",
            "another entry"),
        new Bad(
            "two tmpfs at one place",
            service("tmpfs: [/a, \"/a:size=1m\"]\n"),
            "4:17",
            "another entry"),
        new Bad(
            "a mount without type",
            service("mounts: [{destination: /a}]\n"),
            "4:14",
            "\"type\" is missing"),
        new Bad(
            "a mount without place",
            service("mounts: [{type: ext4, source: /dev/sda}]\n"),
            "4:14",
            "\"destination\" is missing"),
        new Bad(
            "a bind without source in mounts",
            service("mounts: [{type: bind, source: nowhere, destination: /a}]\n"),
            "4:35",
            "wanted an absolute path or a volume's name"),
        new Bad(
            "camel case in mounts",
            service("mounts: [{type: proc, uidMappings: []}]\n"),
            "4:27",
            "did you mean \"uidmappings\"?"),
        new Bad(
            "a volume that is not there",
            service("binds: [\"data:/d\"]\n"),
            "4:13",
            "a volume's name"),
        new Bad(
            "a volume misspelt",
            "volumes:\n  - name: data\n" + service("binds: [\"dta:/d\"]\n"),
            "6:13",
            "did you mean \"data\"?"),
        new Bad(
            "a read-only volume written to",
            "volumes:\n  - {name: d, readonly: true}\n" + service("binds: [\"d:/d\"]\n"),
            "6:13",
            "the volume is read-only"),
        new Bad(
            "a read-only volume mounted to write",
            "volumes:\n  - {name: d, readonly: true}\n"
                + service("mounts: [{type: bind, source: d, destination: /d}]\n"),
            "6:35",
            "the volume is read-only"),
        new Bad(
            "a volume twice", "volumes:\n  - {name: d}\n  - {name: d}\n", "3:12", "stands twice"),
        new Bad(
            "a volume with no name", "volumes:\n  - {image: d}\n", "2:5", "\"name\" is missing"),
        new Bad(
            "a volume with an empty name",
            "volumes:\n  - {name: \"\"}\n",
            "2:12",
            "volumes[0].name"),
        new Bad("a volume in capitals", "volumes:\n  - {name: Data}\n", "2:12", "lower-case"),
        new Bad(
            "a volume's format",
            "volumes:\n  - {name: d, format: oic}\n",
            "2:23",
            "did you mean \"oci\"?"),
        new Bad(
            "a platform",
            "volumes:\n  - {name: d, platforms: [amd64]}\n",
            "2:27",
            "linux/ARCHITECTURE"),
        new Bad("a namespace misspelt", service("net: hsot\n"), "4:10", "did you mean \"host\"?"),
        new Bad(
            "none, for other namespaces",
            service("pid: none\n"),
            "4:10",
            "wanted one of host, root, new"),
        new Bad("a negative uid", service("uid: -1\n"), "4:10", "wanted an integer from 0"),
        new Bad("a float uid", service("uid: 1.5\n"), "4:10", "found a number"),
        new Bad(
            "a number as a string",
            service("uid: \"1000\"\n"),
            "4:10",
            "wanted a number, root or a container's name"),
        new Bad(
            "a container's name misspelt", service("gid: wbe\n"), "4:10", "did you mean \"web\"?"),
        new Bad(
            "a file's owner that is nobody",
            "files:\n  - {path: a, contents: b, uid: www}\n",
            "2:33",
            "files[0].uid"),
        new Bad(
            "an integer device mode",
            service("devices: [{path: /dev/a, type: c, mode: 0666}]\n"),
            "4:45",
            "a string of octal digits"),
        new Bad(
            "a device without mode",
            service("devices: [{path: /dev/a, type: c}]\n"),
            "4:15",
            "\"mode\" is missing"),
        new Bad(
            "a device of no type",
            service("devices: [{path: /dev/a, type: x, mode: \"1\"}]\n"),
            "4:36",
            "wanted one of a, b, c, u, p"),
        new Bad(
            "a device that climbs",
            service("devices: [{path: /dev/../a, type: c, mode: \"1\"}]\n"),
            "4:22",
            "\"..\""),
        new Bad(
            "unified resources",
            service("resources: {unified: {a: b}}\n"),
            "4:17",
            "unknown key \"unified\""),
        new Bad(
            "a page size in words",
            service("resources: {hugepageLimits: [{pageSize: \"2MB\", limit: 1}]}\n"),
            "4:45",
            "found a string"),
        new Bad(
            "a page size that is none",
            service("resources: {hugepageLimits: [{pageSize: 0, limit: 1}]}\n"),
            "4:45",
            "1 to"),
        new Bad(
            "a misspelt resource",
            service("resources: {memory: {limti: 1}}\n"),
            "4:26",
            "did you mean \"limit\"?"),
        new Bad(
            "swappiness",
            service("resources: {memory: {swappiness: 101}}\n"),
            "4:38",
            "from 0 to 100"),
        new Bad(
            "a list of processors",
            service("resources: {cpu: {cpus: \"a-b\"}}\n"),
            "4:29",
            "0-3,7"),
        new Bad(
            "a rule without allow",
            service("resources: {devices: [{access: rwm}]}\n"),
            "4:27",
            "\"allow\" is missing"),
        new Bad(
            "one interface",
            service("runtime: {interface: []}\n"),
            "4:15",
            "did you mean \"interfaces\"?"),
        new Bad(
            "an interface's name",
            service("runtime: {interfaces: [{name: this-is-too-long}]}\n"),
            "4:35",
            "at most 15"),
        new Bad(
            "a namespace to bind", service("runtime: {bindNS: {net: here}}\n"), "4:29", "absolute"),
        new Bad("a directory to make", service("runtime: {mkdir: [a]}\n"), "4:23", "absolute"),
        new Bad("an integer sysctl", service("sysctl: {a.b: 1}\n"), "4:19", "wanted a string"),
        new Bad("an environment of integers", service("env: [1]\n"), "4:11", "wanted a string"),
        new Bad(
            "a command in one string", service("command: /bin/sh -c\n"), "4:14", "wanted a list"),
        new Bad(
            "a soft limit above the hard one",
            service("rlimits: [\"nofile,2,1\"]\n"),
            "4:15",
            "above the hard one"),
        new Bad(
            "a limit misspelt",
            service("rlimits: [\"nofiel,1,2\"]\n"),
            "4:15",
            "did you mean \"nofile\"?"),
        new Bad(
            "propagation",
            service("rootfsPropagation: sahred\n"),
            "4:24",
            "did you mean \"shared\"?"),
        new Bad("a bare yes", service("readonly: yes\n"), "4:15", "wanted true or false"),
        new Bad("seccomp as a list", service("seccomp: []\n"), "4:14", "wanted a string"),
        new Bad("an AppArmor profile", service("apparmor: \"a b\"\n"), "4:15", "a profile's name"),
        new Bad("an SELinux label", service("selinux: container_t\n"), "4:14", "wanted a label"),
        new Bad(
            "an SELinux key",
            service("selinux: {proces: a}\n"),
            "4:15",
            "did you mean \"process\"?"),
        new Bad(
            "a mode without quotes",
            "files:\n  - {path: a, contents: b, mode: 0644}\n",
            "2:34",
            "in quotes"),
        new Bad(
            "a mode too large",
            "files:\n  - {path: a, contents: b, mode: \"10000\"}\n",
            "2:34",
            "octal digits up to 7777"),
        new Bad("a file that climbs", "files:\n  - {path: ../a, contents: b}\n", "2:12", "\"..\""),
        new Bad(
            "a file that is two things",
            "files:\n  - {path: a, contents: b, source: c}\n",
            "2:5",
            "has 2 of"),
        new Bad(
            "metadata of another kind",
            "files:\n  - {path: a, metadata: toml}\n",
            "2:25",
            "wanted one of yaml, json"),
        new Bad(
            "a merge of a list", "onboot:\n  - <<: [1]\n    name: a\n", "4:1", "Expected mapping"),
        new Bad("a cycle of anchors", "init: &a [*a]\n", "1:7", ""),
        new Bad(
            "deep nesting",
            "init: " + "[".repeat(100) + "]".repeat(100) + "\n",
            "1:56",
            "nested deeper"),
        new Bad(
            "a package without a folder", "init: [\"@pkg:../init\"]\n", "1:8", "package templates"),
        new Bad("a NUL character", "files:\n  - {path: a, contents: \"\\0\"}\n", "2:25", "NUL"));
  }
}
