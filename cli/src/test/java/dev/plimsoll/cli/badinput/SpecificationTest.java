package dev.plimsoll.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.cli.testing.LocalService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a specification is told in one line with its place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpecificationTest {
  private static final String KERNEL = "kernel:\n  image: oci:service\n";

  private Path folder = Path.of("");
  private List<ServerStarter.Running> servers = List.of();

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    folder = directory;
    servers = List.of(LocalService.start(folder.resolve("data"), 0, folder));
  }

  @AfterAll
  void stop() {
    servers.forEach(ServerStarter.Running::close);
  }

  /**
   * One wrong specification.
   *
   * @param at {@code line:column}
   * @param says what the line must name
   */
  record Case(String what, String yaml, String at, List<String> says) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "unknown key",
            "kernel:\n  image: deb:linux\n  cmdlin: x\n",
            "3:3",
            List.of("\"cmdlin\"", "\"cmdline\"")),
        new Case(
            "unknown section", KERNEL + "servces: []\n", "3:1", List.of("\"servces\"", "services")),
        new Case(
            "wrong type",
            "kernel:\n  image: [1, 2]\n",
            "2:10",
            List.of("kernel.image", "a list", "a string")),
        new Case(
            "duplicate key",
            KERNEL + "kernel:\n  image: x\n",
            "3:1",
            List.of("\"kernel\"", "twice")),
        new Case(
            "path with ..",
            KERNEL + "files:\n  - path: ../../etc/passwd\n    contents: x\n",
            "4:11",
            List.of("../../etc/passwd", "..")),
        new Case("missing layout", "kernel:\n  image: oci:nowhere\n", "2:10", List.of("nowhere")),
        new Case("no kernel", "init:\n  - oci:service\n", "1:1", List.of("kernel")),
        new Case("not YAML", "kernel:\n  image: x\n bad: [\n", "3:2", List.of("not YAML")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wrongSpecification_isOneLineWithItsPlace(Case c) throws Exception {
    Path file = Files.writeString(folder.resolve("image.yml"), c.yaml());
    Cli.Result result = run(file);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.WRONG);
    assertThat(result.out()).isEmpty();
    String line = result.errLines().getLast();
    assertThat(line).startsWith("plimsoll: " + file + ":" + c.at() + ": ");
    assertThat(line).contains(c.says());
    assertThat(result.errLines().stream().filter(l -> l.startsWith("plimsoll: "))).hasSize(1);
  }

  @Test
  void kernelThatIsNoKernel_isNamed() throws Exception {
    Files.createDirectories(folder.resolve("service"));
    Files.writeString(folder.resolve("service").resolve("index.json"), "{}");
    Path file = Files.writeString(folder.resolve("image.yml"), KERNEL);
    Cli.Result result = run(file);
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines().getLast())
        .startsWith("plimsoll: " + file + ":2:10: ")
        .contains("oci:service", "oci-layout");
  }

  @Test
  void unknownPolicyPack_namesTheKnownOnes() throws Exception {
    Path file = Files.writeString(folder.resolve("image.yml"), KERNEL);
    Cli.Result result = Cli.run("run", "--data", data(), "--policy", "nonesuch", file.toString());
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines())
        .singleElement()
        .asString()
        .contains("\"nonesuch\"", "baseline", "kernel-hardening");
  }

  @Test
  void fileThatIsNotThere_orNotText() throws Exception {
    Cli.Result missing = run(folder.resolve("absent.yml"));
    assertThat(missing.code()).isEqualTo(ExitCode.WRONG);
    assertThat(missing.errLines())
        .containsExactly("plimsoll: " + folder.resolve("absent.yml") + ": no such file");
    Path binary = Files.write(folder.resolve("binary.yml"), new byte[] {(byte) 0xff, 0, 1});
    assertThat(run(binary).errLines()).containsExactly("plimsoll: " + binary + ": not UTF-8");
  }

  @Test
  void folderOutsideOfTheSources_isRefused() throws Exception {
    Path other = Files.createTempDirectory("elsewhere");
    Path file = Files.writeString(other.resolve("image.yml"), KERNEL);
    Cli.Result result = run(file);
    Files.delete(file);
    Files.delete(other);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).singleElement().asString().contains("serve --sources DIR");
  }

  @Test
  void unknownImageOrRun_isNamed() {
    String digest = "sha256:" + "ab".repeat(32);
    for (List<String> command :
        List.of(
            List.of("release", digest),
            List.of("revoke", "--reason", "x", digest),
            List.of("verify", digest),
            List.of("boot", "run", digest))) {
      String[] line =
          Stream.concat(command.stream(), Stream.of("--data", data())).toArray(String[]::new);
      Cli.Result result = Cli.run(line);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.WRONG);
      assertThat(result.errLines().getLast()).contains(digest);
    }
    Cli.Result report = Cli.run("report", "--data", data(), "01890000-0000-7000-8000-000000000000");
    assertThat(report.code()).isEqualTo(ExitCode.WRONG);
    assertThat(report.errLines())
        .singleElement()
        .asString()
        .contains("01890000-0000-7000-8000-000000000000");
  }

  private Cli.Result run(Path file) {
    return Cli.run("run", "--data", data(), file.toString());
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
