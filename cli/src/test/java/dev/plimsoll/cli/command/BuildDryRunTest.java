package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be told without fetching anything. */
class BuildDryRunTest {
  @TempDir private Path directory;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void printsTheSum_asOneYamlThatSaysTheSame() throws Exception {
    String first = file("a.yml", "kernel: {image: k, cmdline: one}\nvolumes: [{name: v}]\n");
    String second =
        file(
            "b.yml",
            "kernel: {cmdline: two}\nservices: [{name: s, image: x, binds: [\"v:/v\"]}]\n");
    Cli.Result result = Cli.run("build", "--dry-run", first, second);
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            kernel:
              image: k
              cmdline: two
            volumes:
              - name: v
            services:
              - name: s
                image: x
                binds:
                  - v:/v
            """);
    String sum = file("sum.yml", result.out());
    assertThat(Cli.run("build", "--dry-run", sum).out()).isEqualTo(result.out());
    try (var files = Files.list(directory)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(List.of("a.yml", "b.yml", "sum.yml"));
    }
  }

  @Test
  void endsWith2_andThePlace() throws Exception {
    String spec = file("a.yml", "services:\n  - {name: s, image: x, net: hsot}\n");
    Cli.Result result = Cli.run("build", "--dry-run", spec);
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains(spec + ":2:30: services[0].net: found \"hsot\"; did you mean \"host\"?");
  }

  @Test
  void doesNotAskWhoSigned() throws Exception {
    String spec = file("a.yml", "init: [linuxkit/init]\ntrust: {org: [linuxkit]}\n");
    assertThat(Cli.run("build", "--dry-run", spec).code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void refusesUrls() {
    Cli.Result result = Cli.run("build", "--dry-run", "https://example.org/a.yml");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.err()).contains("nobody vouches for a URL");
  }
}
