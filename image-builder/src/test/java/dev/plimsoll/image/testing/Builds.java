package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small image that builds without apt and network: packages that the lock file pins and the store
 * already has, and a container image in an OCI layout.
 */
public final class Builds {
  public static final String SPEC =
      """
      kernel:
        image: deb:linux-image-test
        cmdline: "console=ttyS0 quiet"
        tar: none
      init:
        - deb:busybox-static
      onboot:
        - name: first
          image: oci:web
          command: ["/bin/tool", "once"]
          readonly: true
      services:
        - name: web
          image: oci:web
      files:
        - path: sbin/init
          contents: "#!/bin/busybox sh"
          mode: "0755"
      """;

  private final Path directory;

  /**
   * Writes the layout {@code web} and the lock file into {@code directory}, packages into store.
   */
  public Builds(Path directory, ContentStore store) throws IOException {
    this.directory = directory;
    TreeBuilder web = new TreeBuilder();
    web.add("bin/tool", Trees.text("web"), "test");
    OciLayoutWriter.in(directory.resolve("web"))
        .writeImage(
            web.build(),
            new ImageConfig(
                List.of("/bin/tool"),
                List.of(),
                List.of(),
                Optional.empty(),
                "",
                Map.of(),
                List.of()),
            "latest");
    byte[] kernel =
        FakeKernel.deb(
            FakeKernel.control(
                "linux-image-test",
                "1",
                "Section: metapackages\n" + "Depends: linux-image-6.1.0-test (= 6.1-1)\n"),
            new RawTar().directory("./usr/").bytes());
    byte[] real =
        FakeKernel.deb(
            FakeKernel.control("linux-image-6.1.0-test", "6.1-1", "Section: kernel\n"),
            FakeKernel.debianTree().bytes());
    byte[] busybox =
        FakeKernel.deb(
            FakeKernel.control("busybox-static", "1", ""),
            new RawTar().program("./bin/busybox", FakeKernel.staticProgram()).bytes());
    pin(
        store,
        Map.of(
            "deb:linux-image-test", new Pin("linux-image-test", "1", kernel),
            "deb:linux-image-6.1.0-test=6.1-1", new Pin("linux-image-6.1.0-test", "6.1-1", real),
            "deb:busybox-static", new Pin("busybox-static", "1", busybox)));
  }

  private record Pin(String name, String version, byte[] archive) {}

  private void pin(ContentStore store, Map<String, Pin> pins) throws IOException {
    StringBuilder json = new StringBuilder("{\"entries\":{");
    String separator = "";
    for (Map.Entry<String, Pin> e : new java.util.TreeMap<>(pins).entrySet()) {
      Digest digest = store.put("application/x-deb", Bytes.copyOf(e.getValue().archive())).digest();
      json.append(separator)
          .append(
              String.format(
                  "\"%s\":{\"archive\":\"%s\",\"name\":\"%s\",\"version\":\"%s\"}",
                  e.getKey(), digest, e.getValue().name(), e.getValue().version()));
      separator = ",";
    }
    Files.writeString(lockFile(), json.append("},\"version\":1}"));
  }

  public Path lockFile() {
    return directory.resolve("plimsoll.lock");
  }

  /** A request for {@code spec}, with a boot agent that is only a name. */
  public BuildRequest request(String spec, LockMode mode) {
    BuildRequest.BootAgent agent =
        new BuildRequest.BootAgent(
            Bytes.ofUtf8("agent"),
            Bytes.ofUtf8("#!/bin/busybox sh"),
            Bytes.ofUtf8("verdict key"),
            Bytes.ofUtf8("release key"),
            "default");
    return new BuildRequest(
        "test",
        List.of(new BuildRequest.Spec("image.yml", Bytes.ofUtf8(spec))),
        directory,
        lockFile(),
        mode,
        Optional.of(agent));
  }

  public BuildRequest request() {
    return request(SPEC, LockMode.ADD);
  }
}
