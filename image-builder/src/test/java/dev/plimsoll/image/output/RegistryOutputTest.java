package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.source.OciPusher;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.DockerRegistry;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryOutputTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;

  @BeforeEach
  void setUp() throws IOException {
    Tools.require("mksquashfs");
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
  }

  private void write(RegistryOutput.Push push) throws Exception {
    new ImageBuilder(store, directory.resolve("work"))
        .write(
            builds.request(),
            List.of(new TarOutput(), new RegistryOutput(store, InitramfsOptions.DEFAULT, push)),
            directory.resolve("out"));
  }

  @Test
  void reachesARealRegistry_andSkopeoReadsTheSameManifest() throws Exception {
    Tools.require("docker-registry", "skopeo");
    AtomicReference<Digest> pushed = new AtomicReference<>(Digest.of(new byte[0]));
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      Located<String> name =
          new Located<>(registry.host() + "/team/app:1", new SourcePosition("--push", 1, 1));
      Reference.Registry target = (Reference.Registry) Reference.parse(name);
      OciPusher pusher = new OciPusher(SourceOptions.DEFAULT);
      write(image -> pushed.set(pusher.push(target, image.digest(), store)));
      String remote = "docker://" + registry.host() + "/team/app:1";
      Commands.Result raw =
          Commands.run(directory, "skopeo", "inspect", "--tls-verify=false", "--raw", remote);
      assertThat(raw.status()).as(raw.out()).isZero();
      assertThat(dev.plimsoll.formats.Bytes.ofUtf8(raw.out()).digest()).isEqualTo(pushed.get());
      Commands.Result copy =
          Commands.run(
              directory, "skopeo", "copy", "--src-tls-verify=false", remote, "oci:pulled:app");
      assertThat(copy.status()).as(copy.out()).isZero();
      assertThat(directory.resolve("pulled/blobs/sha256/" + pushed.get().hex())).exists();
    }
  }

  @Test
  void refusingRegistry_leavesNoFile() throws Exception {
    assertThatThrownBy(
            () ->
                write(
                    image -> {
                      throw new IOException("denied");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("denied");
    try (Stream<Path> files = Files.list(directory.resolve("out"))) {
      assertThat(files).isEmpty();
    }
  }
}
