package dev.plimsoll.formats.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict.Assurance;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.boot.BootVerdict.Reason;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootVerdictTest {
  private static final BootVerdict ALLOW =
      new BootVerdict(
          Decision.ALLOW,
          List.of(),
          "a".repeat(64),
          "web-1",
          Bytes.ofUtf8("image").digest(),
          "b".repeat(64),
          Assurance.SELF_REPORTED,
          Optional.of(new PolicyId("baseline", Bytes.ofUtf8("p").digest())),
          17,
          Optional.of("cmVsZWFzZQ=="),
          Instant.ofEpochSecond(1_772_000_000),
          Instant.ofEpochSecond(1_772_000_300));
  private static final BootVerdict DENY =
      new BootVerdict(
          Decision.DENY,
          List.of(Reason.values()),
          "a".repeat(64),
          "web-1",
          Bytes.ofUtf8("image").digest(),
          "b".repeat(64),
          Assurance.TPM_QUOTE,
          Optional.empty(),
          0,
          Optional.empty(),
          Instant.EPOCH,
          Instant.ofEpochSecond(300));

  /** The boot agent reads this text: names and order are part of the protocol. */
  @Test
  void writesTheMembersOfTheProtocol_inOrder() {
    assertThat(ALLOW.encode().utf8())
        .isEqualTo(
            "{\"v\":1,\"verdict\":\"allow\",\"reasons\":[],\"hostNonce\":\""
                + "a".repeat(64)
                + "\",\"host\":\"web-1\",\"image\":\""
                + ALLOW.image()
                + "\",\"rootHash\":\""
                + "b".repeat(64)
                + "\",\"assurance\":\"self-reported\",\"policy\":{\"id\":\"baseline\",\"digest\":\""
                + Bytes.ofUtf8("p").digest()
                + "\"},\"epoch\":17,\"release\":\"cmVsZWFzZQ==\","
                + "\"iat\":1772000000,\"exp\":1772000300}");
  }

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    assertThat(BootVerdict.parse(ALLOW.encode())).isEqualTo(ALLOW);
    assertThat(BootVerdict.parse(DENY.encode())).isEqualTo(DENY);
  }

  @Test
  void reasons_haveTheirStableStrings() {
    assertThat(DENY.encode().utf8())
        .contains(
            "[\"image-unknown\",\"image-revoked\",\"not-released\",\"policy-failed\",\"roothash-mismatch\"]");
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(ALLOW.encode(), BootVerdict::parse);
    MalformedInputs.survivesEveryChangedByte(ALLOW.encode(), BootVerdict::parse);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"v\":1|\"v\":2|v is 2",
        "\"allow\"|\"maybe\"|verdict is \"maybe\", wanted one of [allow, deny]",
        "[]|[\"new\"]|reason is \"new\"",
        "self-reported|trusted|assurance is \"trusted\"",
        "1772000300|-1|exp is -1",
        "1772000300|999999999999|exp is 999999999999",
        "\"epoch\":17|\"epoch\":\"17\"|member \"epoch\"",
        "\"reasons\":[]|\"reasons\":{}|member \"reasons\"",
      })
  void refusesWhatItDoesNotUnderstand(String from, String to, String message) {
    String changed = ALLOW.encode().utf8().replace(from, to);

    assertThat(changed).isNotEqualTo(ALLOW.encode().utf8());
    assertThatThrownBy(() -> BootVerdict.parse(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  /** Whatever stands in a policy's name: the hand-made text is one JSON object, read back whole. */
  @Test
  void escapesWhatMustBeEscaped() throws Exception {
    PolicyId odd = new PolicyId("a\"b\\c\n\u0001ö😀", Bytes.ofUtf8("p").digest());
    BootVerdict verdict =
        new BootVerdict(
            ALLOW.verdict(),
            ALLOW.reasons(),
            ALLOW.hostNonce(),
            ALLOW.host(),
            ALLOW.image(),
            ALLOW.rootHash(),
            ALLOW.assurance(),
            Optional.of(odd),
            ALLOW.epoch(),
            ALLOW.release(),
            ALLOW.issuedAt(),
            ALLOW.expires());

    assertThat(BootVerdict.parse(verdict.encode())).isEqualTo(verdict);
  }

  @Test
  void refusesARelease_thatIsNotBase64() {
    String text = ALLOW.encode().utf8().replace("cmVsZWFzZQ==", "not base64!");

    assertThatThrownBy(() -> BootVerdict.parse(Bytes.ofUtf8(text)))
        .isInstanceOf(FormatException.class);
  }
}
