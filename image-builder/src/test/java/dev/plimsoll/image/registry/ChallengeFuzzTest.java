package dev.plimsoll.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;

/** Whatever a registry sends: challenges, or one line that says it sent none. */
class ChallengeFuzzTest {
  @FuzzTest
  void header(byte[] data) {
    try {
      for (Challenge each : Challenge.parse(new String(data, StandardCharsets.ISO_8859_1))) {
        assertThat(each.scheme()).isNotEmpty();
      }
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }
}
