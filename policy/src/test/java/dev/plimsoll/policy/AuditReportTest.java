package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  private static final PolicyRef STRICT =
      new PolicyRef("strict", "1.0.0", Digest.of(new byte[] {1}), Mode.ENFORCE);
  private static final PolicyRef MILD =
      new PolicyRef("mild", "1.0.0", Digest.of(new byte[] {2}), Mode.WARN);

  private static Finding finding(String policy, Status status, Result result) {
    return new Finding(
        "rule",
        policy,
        "title",
        Severity.HIGH,
        status,
        result,
        "kconfig",
        "CONFIG_A",
        "n",
        "y",
        "c:7",
        "message",
        "fix",
        List.of(new ControlRef("NIST 800-53", "SI-16", "r5")));
  }

  private static AuditReport report(Finding... findings) {
    return new AuditReport(
        "image", Verdict.of(List.of(STRICT, MILD), List.of(findings), List.of("sysctl")));
  }

  @Test
  void encode_hasTheAgreedForm() {
    String json =
        report(finding("strict", Status.FAIL, Result.FAIL)).encode().utf8().replaceAll("\\s+", " ");

    assertThat(json)
        .startsWith("{ \"schemaVersion\": \"1\", \"subject\": \"image\", \"policies\": [ {")
        .contains("\"name\": \"strict\", \"version\": \"1.0.0\", \"digest\": \"sha256:4bf5122f")
        .contains("\"verdict\": \"deny\"")
        .contains("\"fail\": 1, \"warn\": 0")
        .contains("\"notAssessed\": [ \"sysctl\" ]")
        .contains(
            "\"rule\": \"rule\", \"policy\": \"strict\", \"pack\": \"strict\", \"title\": \"title\"")
        .contains("\"severity\": \"high\", \"status\": \"FAIL\", \"result\": \"fail\"")
        .contains("\"location\": \"c:7\"")
        .contains("{ \"framework\": \"NIST 800-53\", \"id\": \"SI-16\", \"version\": \"r5\" }");
  }

  @Property(tries = 200)
  void parse_givesBackWhatEncodeWrote(@ForAll("reports") AuditReport report) throws Exception {
    assertThat(AuditReport.parse("r", report.encode())).isEqualTo(report);
  }

  @Property(tries = 200)
  void writer_saysTheSame_onOneLine(@ForAll("reports") AuditReport report, @ForAll Status status)
      throws Exception {
    AuditReportWriter writer = new AuditReportWriter();
    for (int twice = 0; twice < 2; twice++) {
      Bytes line = writer.line(report, f -> f.status() != status);
      Bytes file = report.encode(f -> f.status() != status);
      assertThat(line.utf8()).doesNotContain("\n");
      assertThat(line)
          .isEqualTo(
              JsonWriter.compact(
                  JsonReader.within(new JsonLimits(8 << 20, 20, 1_000_000)).parse("file", file)));
    }
  }

  @Provide
  Arbitrary<AuditReport> reports() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20).excludeChars('\uffff');
    Arbitrary<String> safe = text.filter(s -> s.chars().noneMatch(c -> c >= 0xd800 && c < 0xe000));
    Arbitrary<Finding> findings =
        Combinators.combine(
                Arbitraries.of("strict", "mild"),
                Arbitraries.of(Status.values()),
                Arbitraries.of(Result.values()),
                Arbitraries.of(Severity.values()),
                safe)
            .as(
                (policy, status, result, severity, s) ->
                    new Finding(
                        s,
                        policy,
                        s,
                        severity,
                        status,
                        result,
                        s,
                        s,
                        s,
                        s,
                        s,
                        s,
                        s,
                        List.of(new ControlRef(s, s, s, s)),
                        notes(
                            s,
                            status == Status.FAIL ? Optional.of(Mode.AUDIT) : Optional.empty())));
    return findings.list().ofMaxSize(8).map(list -> report(list.toArray(Finding[]::new)));
  }

  private static RuleNotes notes(String s, Optional<Mode> mode) {
    return new RuleNotes(
        Optional.of(Reason.AUDITING),
        s,
        s,
        s,
        List.of(s),
        List.of(s),
        new RuleOrigin(
            s,
            mode,
            List.of(new RuleOrigin.Overridden(s, s, s)),
            List.of(),
            List.of(new RuleOrigin.Change(s, s, s))));
  }

  @Test
  void parse_refusesAVerdictThatItsFindingsDoNotSupport() {
    String forged =
        report(finding("strict", Status.FAIL, Result.FAIL))
            .encode()
            .utf8()
            .replace("\"verdict\": \"deny\"", "\"verdict\": \"allow\"");

    assertThatThrownBy(() -> AuditReport.parse("r.json", Bytes.ofUtf8(forged)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("verdict is allow, its findings add up to deny");
  }

  @Test
  void parse_refusesCountsThatDoNotFit() {
    String forged =
        report(finding("mild", Status.FAIL, Result.WARN))
            .encode()
            .utf8()
            .replace("\"warn\": 1", "\"warn\": 2");

    assertThatThrownBy(() -> AuditReport.parse("r.json", Bytes.ofUtf8(forged)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("counts.warn is 2");
  }

  @Test
  void parse_refusesEveryTruncation() {
    byte[] whole = report(finding("mild", Status.PASS, Result.PASS)).encode().toArray();
    for (int n = 0; n < whole.length - 2; n++) {
      Bytes cut = Bytes.copyOf(java.util.Arrays.copyOf(whole, n));
      assertThatThrownBy(() -> AuditReport.parse("r", cut)).isInstanceOf(FormatException.class);
    }
  }
}
