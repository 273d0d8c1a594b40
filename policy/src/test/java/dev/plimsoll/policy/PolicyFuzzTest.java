package dev.plimsoll.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;

/** Readers of foreign text either give a value or a {@link FormatException}, and nothing else. */
class PolicyFuzzTest {
  @FuzzTest
  void policy(byte[] text) {
    try {
      PolicyParser.parse("fuzz.yaml", Bytes.copyOf(text));
    } catch (FormatException expected) {
      // fine
    }
  }

  @FuzzTest
  void report(byte[] text) {
    try {
      AuditReport report = AuditReport.parse("fuzz.json", Bytes.copyOf(text));
      if (!AuditReport.parse("again", report.encode()).equals(report)) {
        throw new AssertionError("a report that was read is not written alike");
      }
    } catch (FormatException expected) {
      // fine
    }
  }
}
