package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds a root of files alone, which needs no network, and builds it again. */
final class RebuildCommandTest {
  @TempDir private Path folder = Path.of("");
  private String data = "";
  private Path out = Path.of("");

  @BeforeEach
  void build() throws IOException {
    data = folder.resolve("data").toString();
    out = folder.resolve("out");
    Files.writeString(folder.resolve("motd"), "hello\n");
    Path spec =
        Files.writeString(
            folder.resolve("web.yml"), "files:\n  - path: etc/motd\n    source: motd\n");
    Cli.Result built =
        Cli.run(
            "build",
            "--data",
            data,
            "--dir",
            out.toString(),
            "--format",
            "tar,facts,cyclonedx",
            spec.toString());
    assertThat(built.code()).isEqualTo(ExitCode.DONE);
    assertThat(out.resolve("web.provenance.json")).isRegularFile();
  }

  private Cli.Result verify(String image) {
    return Cli.run("rebuild", "--verify", "--offline", "--data", data, image);
  }

  @Test
  void honestImage_isTheSame_byAnyOfItsNames() throws IOException {
    Files.delete(folder.resolve("motd"));
    for (String name : new String[] {"web", "web.tar", "web.provenance.json"}) {
      Cli.Result result = verify(out.resolve(name).toString());
      assertThat(result.code()).isEqualTo(ExitCode.DONE);
      assertThat(result.out().lines().toList())
          .last()
          .asString()
          .isEqualTo("web: all 3 files are the same");
    }
  }

  @Test
  void flippedByte_isNamed_andExitsOne() throws IOException {
    byte[] tar = Files.readAllBytes(out.resolve("web.tar"));
    int at = new String(tar, StandardCharsets.ISO_8859_1).indexOf("hello");
    tar[at] ^= 1;
    Files.write(out.resolve("web.tar"), tar);

    Cli.Result result = verify(out.resolve("web").toString());

    assertThat(result.code()).isEqualTo(ExitCode.DENIED);
    assertThat(result.out().lines().toList())
        .last()
        .asString()
        .startsWith("web: web.tar differs from byte " + at)
        .contains("etc/motd");
  }

  @Test
  void missingOrBrokenProvenance_exitsFour() throws IOException {
    Files.writeString(out.resolve("web.provenance.json"), "{}");
    assertThat(verify(out.resolve("web").toString()).code()).isEqualTo(ExitCode.EVIDENCE);
    Files.delete(out.resolve("web.provenance.json"));
    Cli.Result none = verify(out.resolve("web.tar").toString());
    assertThat(none.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(none.errLines()).last().asString().contains("no provenance beside");
  }

  @Test
  void rebuild_needsSomethingToDo() {
    Cli.Result result = Cli.run("rebuild", "--data", data, out.resolve("web").toString());

    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
  }
}
