package dev.plimsoll.formats.intoto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement.Subject;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementTest {
  private static final Digest DIGEST = Bytes.ofUtf8("x").digest();
  private static final Statement STATEMENT =
      new Statement(
          List.of(new Subject("a", DIGEST), new Subject("", Bytes.ofUtf8("y").digest())),
          Statement.SLSA_PROVENANCE,
          JsonObject.builder().put("k", true).build());

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    assertThat(Statement.parse("s", STATEMENT.encode())).isEqualTo(STATEMENT);
  }

  @Test
  void writesTheMembersOfTheSpecification() {
    assertThat(STATEMENT.encode().utf8())
        .startsWith(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\""
                + DIGEST.hex())
        .endsWith(
            "\"predicateType\":\"https://slsa.dev/provenance/v1\",\"predicate\":{\"k\":true}}");
  }

  @Test
  void refusesDamage() {
    Bytes good = STATEMENT.encode();

    MalformedInputs.refusesEveryTruncation(good, t -> Statement.parse("s", t));
    MalformedInputs.survivesEveryChangedByte(good, t -> Statement.parse("s", t));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Statement/v1\"|Statement/v0.1\"",
        "\"subject\":|\"subjects\":",
        "\"sha256\":|\"sha512\":",
        "\"predicate\":{\"k\":true}|\"predicate\":[]",
        "\"predicateType\":|\"type\":",
      })
  void refusesAnotherShape(String from, String to) {
    String changed = STATEMENT.encode().utf8().replace(from, to);

    assertThat(changed).isNotEqualTo(STATEMENT.encode().utf8());
    assertThatThrownBy(() -> Statement.parse("s", Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class);
  }
}
