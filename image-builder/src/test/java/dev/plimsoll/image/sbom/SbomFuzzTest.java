package dev.plimsoll.image.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.ContentWindows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whatever the bytes: packages, or the parser's own exception with one line of text. */
class SbomFuzzTest {
  private static final Distribution NONE = Distribution.parse("");

  private interface Attempt {
    void run() throws FormatException, IOException;
  }

  private static void attempt(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void texts(byte[] data) throws IOException {
    String text = new String(data, StandardCharsets.UTF_8);
    attempt(() -> ApkDatabase.parse(text, NONE));
    attempt(() -> DpkgDatabase.parse(text, NONE));
    Distribution.parse(text);
    Licenses.isExpression(text);
  }

  @FuzzTest
  void rpm(byte[] data) throws IOException {
    attempt(() -> RpmHeader.parse(data).toPackage(NONE));
    try (ContentWindows windows = new ContentWindows()) {
      RandomInput file = new RandomInput(windows, new Content.Inline(Bytes.copyOf(data)));
      attempt(() -> RpmSqlite.headers(file));
      attempt(() -> RpmNdb.headers(file));
      attempt(() -> RpmBerkeley.headers(file));
    }
  }
}
