package dev.plimsoll.formats.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictRequestTest {
  private static final String NONCE = "0123456789abcdef".repeat(4);
  private static final String ROOT_HASH = "f".repeat(64);
  private static final Digest IMAGE = Bytes.ofUtf8("image").digest();
  private static final String GOOD =
      "{\"v\":1,\"host\":\"web-1\",\"hostNonce\":\"%s\",\"image\":\"%s\",\"rootHash\":\"%s\"}"
          .formatted(NONCE, IMAGE, ROOT_HASH);

  @Test
  void readsTheMembersOfTheProtocol() throws Exception {
    VerdictRequest request = VerdictRequest.parse(Bytes.ofUtf8(GOOD));

    assertThat(request)
        .isEqualTo(new VerdictRequest("web-1", NONCE, IMAGE, ROOT_HASH, Optional.empty()));
    assertThat(request.encode().utf8()).isEqualTo(GOOD);
  }

  @Test
  void keepsEvidence_andTakesAChallenge() throws Exception {
    String text =
        GOOD.replace("}", ",\"challenge\":\"" + NONCE + "\",\"evidence\":{\"type\":\"tpm2\"}}");

    assertThat(VerdictRequest.parse(Bytes.ofUtf8(text)).evidence())
        .contains(JsonObject.builder().put("type", "tpm2").build());
  }

  @Property(tries = 200)
  void isReadBack_asItWasWritten(
      @ForAll @StringLength(min = 1, max = 128) @CharRange(from = 'a', to = 'z') String host,
      @ForAll @Size(32) byte[] nonce)
      throws FormatException {
    VerdictRequest request =
        new VerdictRequest(host, Bytes.copyOf(nonce).hex(), IMAGE, ROOT_HASH, Optional.empty());

    assertThat(VerdictRequest.parse(request.encode())).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"v\":1|\"v\":2|v is 2, wanted 1",
        "\"v\":1|\"v\":\"1\"|member \"v\" is the string \"1\", wanted an integer",
        "\"v\":1|\"w\":1|member \"w\" is unknown, wanted one of",
        "\"v\":1,||member \"v\" is missing, wanted an integer",
        "\"hostNonce\":\"01|\"hostNonce\":\"|hostNonce is \"23456789ab",
        "\"hostNonce\":\"01|\"hostNonce\":\"|(62 characters), wanted 64 lower-case hex digits",
        "\"hostNonce\":\"01|\"hostNonce\":\"0A|wanted 64 lower-case hex digits",
        "\"web-1\"|17|member \"host\" is the number 17, wanted a string",
        "web-1||host is \"\" (0 characters), wanted 1 to 128 of [A-Za-z0-9._:-]",
        "web-1|a b|host is \"a b\" (3 characters), wanted",
        "web-1|ä|wanted 1 to 128 of",
        "sha256:|sha512:|image is \"sha512:",
        "\"rootHash\":\"f|\"rootHash\":\"|rootHash is \"ffff",
        "\"rootHash\":|\"challenge\":\"x\",\"rootHash\":|challenge is \"x\" (1 characters), wanted 64",
        "\"rootHash\":|\"challenge\":1,\"rootHash\":|member \"challenge\" is the number 1",
        "\"rootHash\":|\"debug\":true,\"rootHash\":|member \"debug\" is unknown",
        "\"rootHash\":|\"host\":\"b\",\"rootHash\":|request body:1:",
      })
  void refusesEachFault_namingFieldFoundAndWanted(String from, String to, String message) {
    String changed = GOOD.replace(from, Optional.ofNullable(to).orElse(""));

    assertThat(changed).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> VerdictRequest.parse(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesALongHost_andAHugeBody() {
    String longHost = GOOD.replace("web-1", "h".repeat(129));
    Bytes huge = Bytes.ofUtf8(GOOD + " ".repeat(JsonLimits.REQUEST.maxBytes()));

    assertThatThrownBy(() -> VerdictRequest.parse(Bytes.ofUtf8(longHost)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("(129 characters)");
    assertThatThrownBy(() -> VerdictRequest.parse(huge))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the limit is 262144");
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(Bytes.ofUtf8(GOOD), VerdictRequest::parse);
    MalformedInputs.survivesEveryChangedByte(Bytes.ofUtf8(GOOD), VerdictRequest::parse);
  }
}
