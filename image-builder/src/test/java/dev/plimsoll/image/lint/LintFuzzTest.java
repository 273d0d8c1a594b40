package dev.plimsoll.image.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever the bytes: a value, or the parser's own exception with one line of text. */
class LintFuzzTest {
  @FuzzTest
  void elf(byte[] data) throws IOException {
    try {
      ElfReader.read(
          (at, length) ->
              at >= data.length
                  ? new byte[0]
                  : Arrays.copyOfRange(
                      data, (int) at, (int) Math.min(data.length, at + (long) length)),
          data.length);
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void capabilities(byte[] data) {
    try {
      FileCapabilities.decode(Bytes.copyOf(data));
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void secrets(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    for (String path : new String[] {"etc/shadow", "root/.netrc", "root/.kube/config", "x"}) {
      SecretScanner.scan(path, text)
          .forEach(s -> assertThat(s.line()).isBetween(1, data.length + 1));
    }
  }
}
