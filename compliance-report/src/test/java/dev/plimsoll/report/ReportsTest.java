package dev.plimsoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.report.testing.SampleEvidence;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReportsTest {
  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void rendersAsTheGoldenFile_whenPublished(ReportFormat format) throws IOException {
    Golden.assertSame(
        Reports.render(SampleEvidence.published(), format), "published." + format.extension());
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void rendersAsTheGoldenFile_whenRejected(ReportFormat format) throws IOException {
    Golden.assertSame(
        Reports.render(SampleEvidence.rejected(), format), "rejected." + format.extension());
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void rendersAsTheGoldenFile_whenFailedBeforeTheAudit(ReportFormat format) throws IOException {
    Golden.assertSame(
        Reports.render(SampleEvidence.failed(), format), "failed." + format.extension());
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void rendersTheSameBytes_whenRenderedTwice(ReportFormat format) {
    assertThat(Reports.render(SampleEvidence.published(), format))
        .isEqualTo(Reports.render(SampleEvidence.published(), format));
  }

  @ParameterizedTest
  @EnumSource(ReportFormat.class)
  void findsEveryFormat_byItsExtension(ReportFormat format) {
    assertThat(ReportFormat.ofExtension(format.extension())).contains(format);
  }

  @Test
  void findsNoFormat_forAnUnknownExtension() {
    assertThat(ReportFormat.ofExtension("pdf")).isEmpty();
  }
}
