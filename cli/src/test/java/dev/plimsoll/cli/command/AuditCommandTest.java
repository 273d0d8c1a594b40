package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandTest {
  private static final String CONFIG =
      "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_64BIT=y\nCONFIG_BUG=y\n";
  private static final String POLICY =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata:
        name: mine
        version: 1.0.0
        title: For this test
        owner: the tests
      target: kernel
      mode: %s
      rules:
        - id: bug
          title: BUG() stops
          severity: high
          rationale: a test
          check:
            subject: kconfig
            name: CONFIG_BUG
            want: "%s"
      """;

  @TempDir private Path folder = Path.of("");
  private String config = "";

  @BeforeEach
  void writeConfig() throws IOException {
    config = Files.writeString(folder.resolve("config"), CONFIG).toString();
  }

  private String policy(String mode, String wanted) throws IOException {
    return Files.writeString(folder.resolve("mine.yaml"), POLICY.formatted(mode, wanted))
        .toString();
  }

  @Test
  void allowed_is0_denied_is1_warned_is3OnRequest() throws IOException {
    assertThat(Cli.run("audit", "--policy", policy("enforce", "y"), config).code())
        .isEqualTo(ExitCode.DONE);
    Cli.Result denied = Cli.run("audit", "--policy", policy("enforce", "n"), config);
    assertThat(denied.code()).isEqualTo(ExitCode.DENIED);
    assertThat(denied.out())
        .contains(
            "fail",
            "CONFIG_BUG",
            "mine/bug",
            config + ":4",
            "verdict: deny",
            "1 rules: 0 pass, 1 fail");
    String warning = policy("warn", "n");
    assertThat(Cli.run("audit", "--policy", warning, config).code()).isEqualTo(ExitCode.DONE);
    assertThat(Cli.run("audit", "--policy", warning, "--fail-on", "warn", config).code())
        .isEqualTo(ExitCode.WARNINGS);
  }

  @Test
  void json_isTheStoredForm() throws Exception {
    Cli.Result result =
        Cli.run("audit", "--policy", policy("enforce", "n"), "--output", "json", config);
    AuditReport report = AuditReport.parse("stdout", Bytes.ofUtf8(result.out()));
    assertThat(report.subject()).isEqualTo(config);
    assertThat(report.verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(report.verdict().findings())
        .singleElement()
        .satisfies(f -> assertThat(f.status()).isEqualTo(Status.BLOCKED));
  }

  @Test
  void status_filtersFindings_notTheVerdict() throws Exception {
    Cli.Result result =
        Cli.run(
            "audit",
            "--policy",
            policy("enforce", "n"),
            "--output",
            "json",
            "--status",
            "PASS",
            config);
    JsonObject json =
        JsonReader.within(JsonLimits.DOCUMENT)
            .parse("stdout", Bytes.ofUtf8(result.out()))
            .asObject("stdout");
    assertThat(json.array("findings")).isEmpty();
    assertThat(json.string("verdict")).isEqualTo("deny");
    assertThat(result.code()).isEqualTo(ExitCode.DENIED);
  }

  @Test
  void sarifAndJunit_areOneDocumentForAllFiles() throws Exception {
    String second = Files.writeString(folder.resolve("second"), CONFIG).toString();
    String policy = policy("enforce", "n");
    Cli.Result sarif = Cli.run("audit", "--policy", policy, "--output", "sarif", config, second);
    JsonObject log =
        JsonReader.within(JsonLimits.DOCUMENT)
            .parse("stdout", Bytes.ofUtf8(sarif.out()))
            .asObject("stdout");
    assertThat(log.string("version")).isEqualTo("2.1.0");
    assertThat(log.array("runs")).hasSize(2);
    Cli.Result junit = Cli.run("audit", "--policy", policy, "--output", "junit", config);
    assertThat(junit.out()).startsWith("<?xml").contains("failures=\"1\"");
  }

  @Test
  void gzippedConfig_isReadAlike() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Bytes.ofUtf8(CONFIG).toArray());
    }
    Path file = Files.write(folder.resolve("config.gz"), packed.toByteArray());
    assertThat(Cli.run("audit", "--policy", policy("enforce", "y"), file.toString()).code())
        .isEqualTo(ExitCode.DONE);
  }

  @Test
  void badInput_isOneLineWithItsCode() throws IOException {
    String policy = policy("enforce", "y");
    Cli.Result missing = Cli.run("audit", "--policy", policy, folder + "/absent");
    assertThat(missing.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(missing.errLines())
        .containsExactly("plimsoll: " + folder + "/absent: no such file or directory");
    Cli.Result directory = Cli.run("audit", "--policy", policy, folder.toString());
    assertThat(directory.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(directory.errLines()).singleElement().asString().contains("is a directory");
    Cli.Result unknown = Cli.run("audit", "--policy", "nonesuch", config);
    assertThat(unknown.code()).isEqualTo(ExitCode.WRONG);
    assertThat(unknown.errLines()).singleElement().asString().contains("\"nonesuch\"", "baseline");
    Path broken =
        Files.writeString(
            folder.resolve("broken.yaml"), "apiVersion: plimsoll/v1\nkindd: Policy\n");
    Cli.Result wrong = Cli.run("audit", "--policy", broken.toString(), config);
    assertThat(wrong.code()).isEqualTo(ExitCode.WRONG);
    assertThat(wrong.errLines()).singleElement().asString().contains(broken + ":2:1", "kindd");
  }
}
