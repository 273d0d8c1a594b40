package dev.plimsoll.formats.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseStatementTest {
  private static final ReleaseStatement STATEMENT =
      new ReleaseStatement(
          Bytes.ofUtf8("image").digest(),
          "b".repeat(64),
          "default",
          3,
          7,
          Instant.ofEpochSecond(1_772_000_000));

  @Test
  void writesTheMembersOfTheProtocol_inOrder() {
    assertThat(STATEMENT.encode().utf8())
        .isEqualTo(
            "{\"v\":1,\"image\":\""
                + STATEMENT.image()
                + "\",\"rootHash\":\""
                + "b".repeat(64)
                + "\",\"role\":\"default\",\"minVersion\":3,\"epoch\":7,\"iat\":1772000000}");
  }

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    assertThat(ReleaseStatement.parse(STATEMENT.encode())).isEqualTo(STATEMENT);
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(STATEMENT.encode(), ReleaseStatement::parse);
    MalformedInputs.survivesEveryChangedByte(STATEMENT.encode(), ReleaseStatement::parse);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"v\":1|\"v\":0|v is 0",
        "\"default\"|\"../x\"|role is \"../x\"",
        "\"default\"|\"Default\"|role is \"Default\"",
        "\"minVersion\":3|\"minVersion\":-3|minVersion is -3",
        "\"epoch\":7|\"epoch\":7.5|member \"epoch\" is 7.5",
        "\"iat\":1772000000|\"iat\":9999999999999|iat is 9999999999999",
        "sha256:|md5:|does not start with",
      })
  void refusesWhatNoReleaseHas(String from, String to, String message) {
    String changed = STATEMENT.encode().utf8().replace(from, to);

    assertThat(changed).isNotEqualTo(STATEMENT.encode().utf8());
    assertThatThrownBy(() -> ReleaseStatement.parse(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }
}
