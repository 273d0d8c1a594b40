package dev.plimsoll.policy.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyParser;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.facts.TreeFactsDocument;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeAuditTest {
  private static final String HEAD =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata: {name: p, version: 1.0.0}
      target: tree
      mode: enforce
      requires: [tree]
      rules:
        - id: r
          title: a rule
          severity: high
      """;

  private static final String FACTS =
      """
      {"schemaVersion": 1, "image": {"name": "img", "arch": "amd64"},
       "containers": [{"location": "services[0]", "name": "web", "source": "x@1", "uid": 0}],
       "files": [
         {"kind": "setuid", "path": "/bin/a", "section": "init[0]", "source": "y", "uid": 0},
         {"kind": "setuid", "path": "/bin/b", "section": "init[0]", "source": "y", "uid": 7},
         {"kind": "setuid", "path": "/bin/c", "section": "files", "source": ""}],
       "counts": {"setuid": 3, "elf": 0}}
      """;

  private static Policy policy(String... lines) throws FormatException {
    String body = List.of(lines).stream().map(l -> "    " + l + "\n").collect(Collectors.joining());
    return PolicyParser.parse("p.yaml", Bytes.ofUtf8(HEAD + body));
  }

  private static List<Finding> judge(String... lines) throws FormatException {
    return new TreeAudit()
        .judge(TreeFactsDocument.parse("facts", Bytes.ofUtf8(FACTS)), List.of(policy(lines)));
  }

  @Test
  void each_givesOneFinding_forEveryElementThatFails() throws Exception {
    List<Finding> found =
        judge(
            "each: tree.files('setuid')",
            "assert: item.uid != 0",
            "message: \"item.path + ' is root of ' + tree.name()\"",
            "remediation: do something");

    assertThat(found).extracting(Finding::status).containsExactly(Status.FAIL, Status.UNKNOWN);
    assertThat(found.getFirst().message()).isEqualTo("/bin/a is root of img");
    assertThat(found.getFirst().option()).isEqualTo("/bin/a");
    assertThat(found.getFirst().where()).isEqualTo("init[0] y");
    assertThat(found.getFirst().observed()).isEqualTo("{uid=0}");
    assertThat(found.getFirst().result()).isEqualTo(Result.FAIL);
    assertThat(found.getFirst().remediation()).isEqualTo("do something");
    assertThat(found.getLast().where()).isEqualTo("files");
    assertThat(found.getLast().result()).isEqualTo(Result.ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tree.files('setuid').size() == 3|PASS",
        "tree.files('elf').size() == 0|PASS",
        "tree.files('setuid').exists(f, f.uid == 7)|PASS",
        "tree.containers().all(c, c.uid > 0)|FAIL",
        "tree.arch() == 'amd64'|PASS",
        "tree.files('stuid').size() == 0|UNKNOWN",
        "tree.containers()[0].seccomp == 'none'|UNKNOWN",
        "tree.containers()[1].uid == 0|UNKNOWN",
      })
  void assertion_givesTheStatus(String expression, Status expected) throws Exception {
    assertThat(judge("assert: \"" + expression + "\""))
        .singleElement()
        .extracting(Finding::status)
        .isEqualTo(expected);
  }

  @Test
  void rule_isNotApplicable_whenWhenIsFalse() throws Exception {
    assertThat(
            judge(
                "when: tree.arch() == 'arm64'", "each: tree.files('setuid')", "assert: \"false\""))
        .singleElement()
        .extracting(Finding::status)
        .isEqualTo(Status.NOT_APPLICABLE);
  }

  @Test
  void emptyList_passes() throws Exception {
    assertThat(judge("each: tree.files('elf')", "assert: \"false\""))
        .singleElement()
        .extracting(Finding::status)
        .isEqualTo(Status.PASS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assert: item.uid == 0|p.yaml:11:13: CEL, line 1 column 1",
        "assert: tree.file('x').size() == 0|p.yaml:11:13: CEL",
        "assert: \"'x'\"|p.yaml:11:13: CEL",
        "check: {a: b}|p.yaml:11:12: target tree has no \"check\"",
      })
  void policy_isRefused_located(String line, String message) throws Exception {
    Policy policy = policy(line);

    assertThatThrownBy(() -> new TreeAudit().verify(policy))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void rule_isUnknown_whenFactsAreRequiredAndMissing() throws Exception {
    List<Finding> found = new TreeAudit().withoutFacts(List.of(policy("assert: \"true\"")));

    assertThat(found).singleElement().extracting(Finding::result).isEqualTo(Result.ERROR);
  }

  @Test
  void findings_areBounded_andTheRestIsCounted() throws Exception {
    String files =
        IntStream.range(0, 1_500)
            .mapToObj(i -> "{\"kind\": \"elf\", \"path\": \"/" + i + "\"}")
            .collect(Collectors.joining(","));
    TreeFactsDocument facts =
        TreeFactsDocument.parse(
            "facts",
            Bytes.ofUtf8(
                "{\"schemaVersion\":1,\"image\":{\"name\":\"i\",\"arch\":\"a\"},\"containers\":[],"
                    + "\"files\":["
                    + files
                    + "],\"counts\":{\"elf\":1500}}"));

    List<Finding> found =
        new TreeAudit()
            .judge(facts, List.of(policy("each: tree.files('elf')", "assert: \"false\"")));

    assertThat(found).hasSize(251);
    assertThat(found.getLast().message()).startsWith("1250 more");
    assertThat(found.getLast().status()).isEqualTo(Status.FAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"counts\": {\"setuid\": 3|\"counts\": {\"setuid\": 2|counts.setuid is 2",
        "\"counts\": {\"setuid\": 3|\"counts\": {\"x\": 3|counts lacks",
        "\"schemaVersion\": 1|\"schemaVersion\": 2|schemaVersion",
      })
  void facts_areRefused_whenTheyContradictThemselves(String old, String changed, String message) {
    assertThatThrownBy(
            () -> TreeFactsDocument.parse("facts", Bytes.ofUtf8(FACTS.replace(old, changed))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }
}
