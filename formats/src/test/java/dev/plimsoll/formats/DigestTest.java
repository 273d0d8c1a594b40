package dev.plimsoll.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  /** FIPS 180-4, "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesBytesAndStreamAlike() throws Exception {
    byte[] abc = {'a', 'b', 'c'};

    assertThat(Digest.of(abc)).isEqualTo(new Digest(ABC));
    assertThat(Digest.of(new ByteArrayInputStream(abc))).isEqualTo(new Digest(ABC));
  }

  @Test
  void parse_readsWhatToStringWrites() throws Exception {
    Digest digest = new Digest(ABC);

    assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
    assertThat(Digest.ofHash(digest.bytes())).isEqualTo(digest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
        "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      })
  void refusesEveryOtherForm(String text) {
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(text.isEmpty() ? "\"\"" : text.replace("sha256:", ""));
  }
}
