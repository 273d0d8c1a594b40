package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches, bad files, sysctls, snapshots, drift: what goes into an audit and how it is told. */
final class AuditInputsTest {
  private static final String CONFIG =
      "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_BUG=y\n";
  private static final String POLICY =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata: {name: mine, version: 1.0.0}
      target: kernel
      mode: enforce
      rules:
        - id: bug
          title: BUG() stops
          severity: high
          rationale: a test
          sources: [KSPP recommended settings]
          check: {subject: kconfig, name: CONFIG_BUG, want: y}
        - id: kptr
          title: addresses are hidden
          severity: medium
          check: {subject: sysctl, name: kernel.kptr_restrict, want: {ge: 1}}
        - id: lsm
          title: yama is active
          severity: medium
          check: {subject: host, name: lsm, want: {lists: yama}}
      """;
  private static final String HOST =
      """
      {"schemaVersion":"1","kind":"HostSnapshot","kernel":{"release":"6.1.0-1","machine":"x86_64"},
       "files":{"/sys/kernel/security/lsm":["capability"]},"sysctl":["kernel/kptr_restrict\\t2"],
       "configFrom":"/boot/config","config":["CONFIG_X86_64=y","# CONFIG_BUG is not set"]}
      """;

  @TempDir private Path folder = Path.of("");

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static JsonValue json(String text) throws Exception {
    return JsonReader.within(JsonLimits.DOCUMENT).parse("stdout", Bytes.ofUtf8(text));
  }

  private static JsonObject finding(JsonObject report, String rule) throws Exception {
    for (JsonValue f : report.array("findings")) {
      if (f.asObject("finding").string("rule").equals(rule)) {
        return f.asObject("finding");
      }
    }
    throw new AssertionError("no finding of " + rule);
  }

  @Test
  void badFile_isTold_andTheOthersAreJudged() throws Exception {
    String policy = file("p.yaml", POLICY);
    String good = file("good", CONFIG);
    String nothing = file("nothing", "CONFIG_BUG=y\n");
    String zeros = file("zeros", "\0".repeat(100));
    Cli.Result result =
        Cli.run(
            "audit",
            "--policy",
            policy,
            "--output",
            "json",
            "--progress",
            "plain",
            nothing,
            good,
            zeros,
            good);
    assertThat(result.code()).isEqualTo(ExitCode.EVIDENCE);
    List<String> documents = result.out().lines().toList();
    assertThat(documents).hasSize(4);
    assertThat(json(documents.get(0)).asObject("first").string("problem"))
        .startsWith(nothing + ":1:1: nothing says which kernel this is for");
    assertThat(json(documents.get(1)).asObject("second").string("verdict")).isEqualTo("allow");
    assertThat(json(documents.get(2)).asObject("third").string("subject")).isEqualTo(zeros);
    assertThat(result.errLines())
        .contains("[2/4] " + good)
        .filteredOn(l -> l.startsWith("plimsoll: "))
        .hasSize(2);
  }

  @Test
  void contradiction_isTold_judged_andCode4() throws Exception {
    String twice = file("twice", CONFIG + "CONFIG_BUG=n\n");
    Cli.Result result =
        Cli.run("audit", "--policy", file("p.yaml", POLICY), "--output", "json", twice);
    assertThat(result.code()).isEqualTo(ExitCode.EVIDENCE);
    assertThat(result.errLines())
        .singleElement()
        .asString()
        .startsWith("plimsoll: " + twice + ":4:1: CONFIG_BUG stands twice with different values");
    assertThat(finding(json(result.out()).asObject("report"), "bug").string("status"))
        .isEqualTo("UNKNOWN");
  }

  @Test
  void crlf_isANote_notAFailure() throws Exception {
    String crlf = file("crlf", CONFIG.replace("\n", "\r\n"));
    Cli.Result result = Cli.run("audit", "--policy", file("p.yaml", POLICY), crlf);
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.errLines()).containsExactly("note: " + crlf + ":1:1: has CRLF line ends");
  }

  @Test
  void sysctlFolders_andSnapshots_areSurfaces() throws Exception {
    Path etc = Files.createDirectory(folder.resolve("sysctl.d"));
    Files.writeString(etc.resolve("10-x.conf"), "kernel.kptr_restrict = 0\n");
    String policy = file("p.yaml", POLICY);
    Cli.Result result =
        Cli.run(
            "audit",
            "--policy",
            policy,
            "--output",
            "json",
            "--sysctl",
            etc.toString(),
            file("config", CONFIG));
    JsonObject kptr = finding(json(result.out()).asObject("report"), "kptr");
    assertThat(kptr.string("location")).isEqualTo(etc.resolve("10-x.conf") + ":1");
    assertThat(kptr.string("status")).isEqualTo("FAIL");
    String host = file("host.json", HOST);
    Cli.Result snapshot = Cli.run("audit", "--policy", policy, "--output", "json", host);
    JsonObject report = json(snapshot.out()).asObject("report");
    assertThat(snapshot.code()).isEqualTo(ExitCode.DENIED);
    assertThat(finding(report, "bug").string("location")).isEqualTo(host + "!/boot/config:2");
    assertThat(finding(report, "kptr").string("status")).isEqualTo("PASS");
    assertThat(finding(report, "lsm").string("status")).isEqualTo("FAIL");
  }

  @Test
  void diff_listsFlips_andIsCode1_onARegression() throws Exception {
    String policy = file("p.yaml", POLICY);
    String before = file("before", CONFIG + "CONFIG_OLD=y\n");
    String after = file("after", CONFIG.replace("CONFIG_BUG=y", "# CONFIG_BUG is not set"));
    Cli.Result worse =
        Cli.run("audit", "diff", "--policy", policy, "--output", "json", before, after);
    assertThat(worse.code()).isEqualTo(ExitCode.DENIED);
    JsonObject drift = json(worse.out()).asObject("drift");
    JsonObject flip = drift.array("flips").getFirst().asObject("flip");
    assertThat(flip.string("rule")).isEqualTo("bug");
    assertThat(flip.string("direction")).isEqualTo("regression");
    assertThat(drift.array("changes"))
        .extracting(
            c -> c.asObject("change").string("option") + " " + c.asObject("c").string("kind"))
        .containsExactly("CONFIG_BUG regression", "CONFIG_OLD vanished");
    Cli.Result better = Cli.run("audit", "diff", "--policy", policy, after, before);
    assertThat(better.code()).isEqualTo(ExitCode.DONE);
    assertThat(better.out())
        .contains("improvement", "2 changes, 1 of them touch a rule", "verdict: deny -> allow");
  }

  @Test
  void khcJson_isTheFlatListOfThePeer() throws Exception {
    String config = file("c", CONFIG.replace("CONFIG_BUG=y", "# CONFIG_BUG is not set"));
    Cli.Result result =
        Cli.run("audit", "--policy", file("p.yaml", POLICY), "--output", "khc-json", config);
    JsonObject entry = ((JsonArray) json(result.out())).items().getFirst().asObject("entry");
    assertThat(entry.members().keySet())
        .containsExactly(
            "option_name",
            "type",
            "reason",
            "decision",
            "desired_val",
            "check_result",
            "check_result_bool");
    assertThat(entry.string("option_name")).isEqualTo("CONFIG_BUG");
    assertThat(entry.string("decision")).isEqualTo("kspp");
    assertThat(entry.string("check_result")).isEqualTo("FAIL: \"is not set\"");
    assertThat(entry.bool("check_result_bool")).isFalse();
  }

  @Test
  void wrongArguments_areCode2_withOneLine() throws IOException {
    String config = file("c", CONFIG);
    for (List<String> args :
        List.of(
            List.of("audit"),
            List.of("audit", "--arch", "x87", config),
            List.of("audit", "--kernel", "six", config),
            List.of("audit", "--output", "xml", config),
            List.of("audit", "diff", config))) {
      Cli.Result result = Cli.run(args.toArray(String[]::new));
      assertThat(result.code()).as("%s", args).isEqualTo(ExitCode.WRONG);
      assertThat(result.errLines()).as("%s", args).hasSize(1);
    }
  }

  @Test
  void collectScript_isAShellProgram() {
    Cli.Result result = Cli.run("audit", "collect-script");
    assertThat(result.out()).startsWith("#!/bin/sh\n").contains("HostSnapshot");
  }
}
