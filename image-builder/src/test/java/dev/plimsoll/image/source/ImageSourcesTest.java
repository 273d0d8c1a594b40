package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.plan.ComponentTrees;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that other programs made, by every transport. */
class ImageSourcesTest {
  @TempDir Path directory;
  private DirectoryContentStore store;

  @BeforeEach
  void setUp() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
  }

  private ComponentTrees.Unpacked fetch(String reference) throws Exception {
    LockFile lock = LockFile.load(directory.resolve("plimsoll.lock"), LockMode.ADD);
    Path work = Files.createTempDirectory(directory, "work-");
    Fetcher fetcher = new Fetcher(store, work, lock, new LocalPaths(directory), FetchRules.DEFAULT);
    Located<String> where = new Located<>(reference, new SourcePosition("image.yml", 1, 1));
    ComponentTrees.Unpacked unpacked =
        new ComponentTrees(fetcher, new LayerStore(store, LayerLimits.DEFAULT))
            .unpackAll(List.of(where))
            .getFirst();
    lock.save();
    return unpacked;
  }

  private void run(String... command) throws Exception {
    Commands.Result result = Commands.run(directory, command);
    assertThat(result.status()).as(result.out()).isZero();
  }

  private void umociImage() throws Exception {
    Tools.require("umoci");
    Tools.skipUnless(System.getProperty("user.name", "").equals("root"), "umoci unpack needs root");
    run("umoci", "init", "--layout", "made");
    run("umoci", "new", "--image", "made:v1");
    run("umoci", "unpack", "--image", "made:v1", "bundle");
    Path root = directory.resolve("bundle/rootfs");
    Files.createDirectories(root.resolve("dev"));
    Files.createDirectories(root.resolve("bin"));
    Files.writeString(root.resolve("bin/a"), "first");
    Files.createSymbolicLink(root.resolve("bin/link"), Path.of("a"));
    run("umoci", "repack", "--refresh-bundle", "--image", "made:v1", "bundle");
    Files.delete(root.resolve("bin/a"));
    Files.writeString(root.resolve("bin/b"), "second");
    run("umoci", "repack", "--refresh-bundle", "--image", "made:v1", "bundle");
    run("umoci", "config", "--image", "made:v1", "--config.entrypoint", "/bin/b");
  }

  @Test
  void readsWhatUmociMakes_withWhiteouts() throws Exception {
    umociImage();
    ComponentTrees.Unpacked image = fetch("oci:made:v1");
    assertThat(image.component().layers()).hasSize(2);
    assertThat(image.component().layers()).allMatch(l -> l.diffId().isPresent());
    assertThat(image.component().config().entrypoint()).containsExactly("/bin/b");
    assertThat(image.files().find("bin/a")).isEmpty();
    assertThat(image.files().findFile("bin/b").orElseThrow().content().read(100).utf8())
        .isEqualTo("second");
    assertThat(image.files().find("bin/link")).isPresent();
  }

  private void ownImage() throws IOException {
    OciLayoutWriter.in(directory.resolve("own"))
        .writeImage(
            Trees.sample(),
            new ImageConfig(
                List.of("/bin/tool"),
                List.of(),
                List.of(),
                Optional.empty(),
                "",
                Map.of(),
                List.of()),
            "v1");
  }

  private static void assertIsSample(FileTree files) throws IOException {
    assertThat(files.entries().keySet()).isEqualTo(Trees.sample().entries().keySet());
    assertThat(files.findFile("bin/tool")).isEqualTo(files.findFile("bin/twin"));
  }

  @Test
  void readsArchives_thatSkopeoWrites() throws Exception {
    Tools.require("skopeo");
    ownImage();
    run("skopeo", "copy", "oci:own:v1", "oci-archive:own.tar:v1");
    assertIsSample(fetch("oci-archive:own.tar:v1").files());
    umociImage(); // docker's own format has no zstd
    run("skopeo", "copy", "oci:made:v1", "docker-archive:docker.tar:web:v1");
    ComponentTrees.Unpacked image = fetch("docker-archive:docker.tar:v1");
    assertThat(image.files().findFile("bin/b").orElseThrow().content().read(100).utf8())
        .isEqualTo("second");
    assertThat(image.component().config().entrypoint()).containsExactly("/bin/b");
  }

  @Test
  void pullsFromARegistry_andDoesWithoutItAfterwards() throws Exception {
    Tools.require("docker-registry", "skopeo");
    ownImage();
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("registry.yml"),
            "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "
                + directory.resolve("registry")
                + "}}\nhttp: {addr: 127.0.0.1:"
                + port
                + "}\n");
    Process registry =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("registry.log").toFile())
            .start();
    String reference = "docker://127.0.0.1:" + port + "/team/own:v1";
    try {
      run("skopeo", "copy", "--retry-times=5", "--dest-tls-verify=false", "oci:own:v1", reference);
      assertIsSample(fetch(reference).files());
      assertThatThrownBy(() -> fetch(reference.replace("v1", "v2")))
          .isInstanceOf(SourceException.class)
          .hasMessageEndingWith("the registry has no v2");
    } finally {
      registry.destroyForcibly().waitFor();
    }
    assertIsSample(fetch(reference).files());
  }

  @Test
  void refusesWithPlace_whenThereIsNoLayout() throws Exception {
    Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(() -> fetch("oci:empty"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:1:1: oci:empty: not an OCI image layout: it has no file \"oci-layout\"");
    ownImage();
    assertThatThrownBy(() -> fetch("oci:own:v2"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:1:1: oci:own:v2: wanted one image of this tag; it has 0, tags: \"v1\"");
  }
}
