package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutWriterTest {
  private static final ImageConfig CONFIG =
      new ImageConfig(
          List.of("/bin/tool"),
          List.of("-v"),
          List.of("A=1"),
          Optional.of("/etc"),
          "7:8",
          Map.of("org.mobyproject.config", "{}"),
          List.of());

  @TempDir Path directory;

  @Test
  void isAnImageForSkopeo() throws Exception {
    Tools.require("skopeo");
    OciLayoutWriter.in(directory.resolve("web")).writeImage(Trees.sample(), CONFIG, "v1");
    Commands.Result inspect =
        Commands.run(directory, "skopeo", "inspect", "--config", "oci:web:v1");
    assertThat(inspect.status()).as(inspect.out()).isZero();
    assertThat(inspect.out()).contains("\"Entrypoint\": [", "\"/bin/tool\"", "\"User\": \"7:8\"");
    Commands.Result copy = Commands.run(directory, "skopeo", "copy", "oci:web:v1", "oci:copy:v1");
    assertThat(copy.status()).as(copy.out()).isZero();
  }

  @Test
  void writesTheSameFiles_whenRunAgain() throws Exception {
    OciLayoutWriter.in(directory.resolve("a")).writeImage(Trees.sample(), CONFIG, "v1");
    OciLayoutWriter.in(directory.resolve("b")).writeImage(Trees.sample(), CONFIG, "v1");
    OciLayoutWriter.in(directory.resolve("b")).writeImage(Trees.sample(), CONFIG, "v1");
    assertThat(Files.readString(directory.resolve("b/index.json")))
        .isEqualTo(Files.readString(directory.resolve("a/index.json")));
    try (var a = Files.list(directory.resolve("a/blobs/sha256"));
        var b = Files.list(directory.resolve("b/blobs/sha256"))) {
      assertThat(b.map(Path::getFileName).toList())
          .containsExactlyInAnyOrderElementsOf(a.map(Path::getFileName).toList())
          .hasSize(3);
    }
  }
}
