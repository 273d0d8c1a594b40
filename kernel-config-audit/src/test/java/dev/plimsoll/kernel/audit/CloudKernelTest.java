package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.AuditReportWriter;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped packs on the values of a general-purpose cloud kernel of 6.1. */
class CloudKernelTest {
  static Bytes config() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            CloudKernelTest.class.getResourceAsStream("cloud-6.1.config"), "fixture")) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  private static AuditReport audit(Bytes config, String commandLine, String pack) throws Exception {
    return Audits.AUDIT.audit(
        new KernelSubject(
            "cloud",
            Optional.of(new KernelSubject.Surface("config", config)),
            Optional.of(Audits.surface("cmdline", commandLine)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        List.of(KernelAudit.policies().load(pack)));
  }

  @Test
  void baseline_allowsIt() throws Exception {
    Verdict v = audit(config(), "console=ttyS0", "baseline").verdict();

    assertThat(v.decision()).isEqualTo(Verdict.Decision.ALLOW);
    assertThat(v.counts())
        .containsEntry(Result.PASS, 47)
        .containsEntry(Result.SKIP, 3)
        .containsEntry(Result.FAIL, 0)
        .containsEntry(Result.ERROR, 0);
  }

  @Test
  void oneLine_hasWhatTheDocumentHas() throws Exception {
    AuditReport report = audit(config(), "console=ttyS0", "kernel-hardening");
    AuditReportWriter writer = new AuditReportWriter();
    Bytes document =
        JsonWriter.compact(
            JsonReader.within(new JsonLimits(8 << 20, 20, 1_000_000))
                .parse("report", report.encode(f -> true)));
    assertThat(writer.line(report, f -> true)).isEqualTo(document);
    assertThat(writer.line(report, f -> true)).isEqualTo(document);
  }

  @Test
  void hardening_countsByStatus() throws Exception {
    Verdict v = audit(config(), "console=ttyS0", "kernel-hardening").verdict();
    Map<Status, Integer> counts = new TreeMap<>();
    v.findings().forEach(f -> counts.merge(f.status(), 1, Integer::sum));

    assertThat(v.decision()).isEqualTo(Verdict.Decision.ALLOW);
    assertThat(counts)
        .isEqualTo(
            Map.of(
                Status.PASS, 157,
                Status.FAIL, 133,
                Status.SUPERSEDED, 13,
                Status.UNAVAILABLE, 4,
                Status.NOT_APPLICABLE, 63));
  }

  /** One protection given up, and the one rule of baseline that must say so. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "console=ttyS0 mitigations=off||mitigations-not-off",
        "console=ttyS0 nokaslr||no-nokaslr",
        "console=ttyS0 init=/bin/bash||init-is-no-shell",
        "console=ttyS0|CONFIG_RETPOLINE=y|retpoline",
        "console=ttyS0|CONFIG_STRICT_KERNEL_RWX=y|strict-kernel-rwx",
        "console=ttyS0|CONFIG_CPU_MITIGATIONS=y|cpu-mitigations",
      })
  void baseline_refusesOneThingGivenUp(
      String commandLine, @org.jspecify.annotations.Nullable String dropped, String rule)
      throws Exception {
    String text = config().utf8();
    if (dropped != null) {
      String off = "# " + dropped.replace("=y", " is not set");
      assertThat(text).contains("\n" + dropped + "\n");
      text = text.replace("\n" + dropped + "\n", "\n" + off + "\n");
    }

    Verdict v = audit(Bytes.ofUtf8(text), commandLine, "baseline").verdict();

    assertThat(v.decision()).isEqualTo(Verdict.Decision.DENY);
    assertThat(v.findings())
        .filteredOn(f -> f.result() == Result.FAIL)
        .extracting(Finding::ruleId)
        .containsExactly(rule);
  }
}
