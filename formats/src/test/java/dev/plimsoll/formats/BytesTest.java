package dev.plimsoll.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
  @Property(tries = 300)
  void base64AndHex_giveBackTheBytes(@ForAll byte[] value) throws FormatException {
    Bytes bytes = Bytes.copyOf(value);

    assertThat(Bytes.parseBase64(bytes.base64())).isEqualTo(bytes);
    assertThat(Bytes.parseHex(bytes.hex())).isEqualTo(bytes);
  }

  /** Unpadded, line break, URL alphabet, unused bits set, text behind the padding. */
  @ParameterizedTest
  @ValueSource(strings = {"QQ", "QUJD\n", "-_-_", "QR==", "QQ==QQ==", "Q", "=", "Q=Q="})
  void refusesBase64_inAnotherForm(String text) {
    assertThatThrownBy(() -> Bytes.parseBase64(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("not standard base64");
  }

  @Test
  void isNotChanged_throughArraysOfTheCaller() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes).isEqualTo(Bytes.copyOf(new byte[] {1, 2, 3}));
  }

  @Test
  void quote_cutsLongText_andHidesControlCharacters() {
    assertThat(FormatException.quote("a\u001b[31m\nb")).isEqualTo("\"a?[31m?b\"");
    assertThat(FormatException.quote("x".repeat(5000))).hasSizeLessThan(250).contains("5000");
  }
}
