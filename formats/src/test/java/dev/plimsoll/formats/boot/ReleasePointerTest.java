package dev.plimsoll.formats.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.testing.MalformedInputs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasePointerTest {
  private static final String HEX = "ab".repeat(32);
  private static final String TEXT =
      "{\"image\":\"sha256:"
          + HEX
          + "\",\"minVersion\":7,\"name\":\"team~web\",\"version\":\"1.0\"}";

  @Test
  void readsAndWritesTheSameBytes() throws Exception {
    ReleasePointer pointer = ReleasePointer.parse(Bytes.ofUtf8(TEXT));

    assertThat(pointer.encode().utf8()).isEqualTo(TEXT);
    assertThat(pointer.buildPath()).isEqualTo("img/team~web/1.0");
    assertThat(pointer.auditPath()).isEqualTo("audit/team~web/1.0");
    assertThat(pointer.minVersion()).isEqualTo(7);
    assertThat(pointer.target().length()).isEqualTo(TEXT.length());
    assertThat(pointer.target().sha256()).contains(Bytes.ofUtf8(TEXT).digest());
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(Bytes.ofUtf8(TEXT), ReleasePointer::parse);
    MalformedInputs.survivesEveryChangedByte(Bytes.ofUtf8(TEXT), ReleasePointer::parse);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "", "a/b", "a b", "%2e", "ä", "a\\\\nb"})
  void refusesANameThatIsNoPathSegment(String name) {
    assertThatThrownBy(() -> ReleasePointer.parse(Bytes.ofUtf8(TEXT.replace("team~web", name))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"image\"'|'{ \"image\"'", // a blank: another digest, the same pointer
        "'minVersion\":7'|'minVersion\":7.0'",
        "'minVersion\":7'|'minVersion\":-1'",
        "'minVersion\":7'|'minVersion\":9223372036854775808'",
        "'\"1.0\"}'|'\"1.0\",\"x\":1}'",
        "'\"name\"'|'\"image\"'",
      })
  void refusesAnotherForm(String found, String instead) {
    String changed = TEXT.replace(found, instead);
    assertThat(changed).isNotEqualTo(TEXT);

    assertThatThrownBy(() -> ReleasePointer.parse(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void refusesALongText() {
    assertThatThrownBy(
            () -> ReleasePointer.parse(Bytes.ofUtf8(" ".repeat(ReleasePointer.MAX_BYTES) + TEXT)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("limit is 1024");
  }
}
