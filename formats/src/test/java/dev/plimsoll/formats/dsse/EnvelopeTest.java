package dev.plimsoll.formats.dsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  /** DSSE v1.0.2, protocol.md, "Test Vectors". */
  private static final String SPEC_ENVELOPE =
      """
      {"payload": "aGVsbG8gd29ybGQ=",
       "payloadType": "http://example.com/HelloWorld",
       "signatures": [{"sig": "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}
      """;

  private static Envelope parse(Bytes text) throws FormatException {
    return Envelope.parse("envelope", text);
  }

  @Test
  void preAuthEncoding_isTheOneOfTheSpecification() throws Exception {
    Envelope envelope = parse(Bytes.ofUtf8(SPEC_ENVELOPE));

    assertThat(Envelope.preAuthEncoding(envelope.payloadType(), envelope.payload()).utf8())
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    assertThat(envelope.signatures()).hasSize(1);
    assertThat(envelope.signatures().getFirst().keyId()).isEmpty();
    assertThat(envelope.signatures().getFirst().sig().size()).isEqualTo(64);
  }

  @Test
  void preAuthEncoding_countsBytesNotCharacters() {
    assertThat(Envelope.preAuthEncoding("ä", Bytes.ofUtf8("ö😀")).utf8())
        .isEqualTo("DSSEv1 2 ä 6 ö😀");
    assertThat(Envelope.preAuthEncoding("", Bytes.ofUtf8("")).utf8()).isEqualTo("DSSEv1 0  0 ");
  }

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    Envelope envelope =
        new Envelope(
            "t",
            Bytes.copyOf(new byte[] {0, -1, 10}),
            List.of(
                new Envelope.Signature("k", Bytes.ofUtf8("s")),
                new Envelope.Signature("", Bytes.ofUtf8("u"))));

    assertThat(parse(envelope.encode())).isEqualTo(envelope);
  }

  @Test
  void refusesDamage() {
    Bytes good = Bytes.ofUtf8(SPEC_ENVELOPE.strip());

    MalformedInputs.refusesEveryTruncation(good, EnvelopeTest::parse);
    MalformedInputs.survivesEveryChangedByte(good, EnvelopeTest::parse);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"payload\":\"\",\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[]}",
        "{\"payload\":\"??\",\"payloadType\":\"t\",\"signatures\":[]}",
        "{\"payload\":\"\",\"payloadType\":1,\"signatures\":[]}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":{}}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[1]}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":\"k\"}]}",
        "{\"payload\":\"\",\"payloadType\":\"t\",\"signatures\":[{\"keyid\":1,\"sig\":\"\"}]}",
        "{\"payload\":\"\",\"signatures\":[]}",
        "[]",
      })
  void refusesAnotherShape(String text) {
    assertThatThrownBy(() -> parse(Bytes.ofUtf8(text))).isInstanceOf(FormatException.class);
  }

  /** The hand-made text is what the JSON writer makes of the same members. */
  @ParameterizedTest
  @ValueSource(strings = {"", "k1", "a\"b\\c", "line\nbreak\u0001", "ö😀"})
  void encodesAsTheJsonWriter(String odd) {
    Envelope envelope =
        new Envelope(
            "type/" + odd,
            Bytes.ofUtf8("payload " + odd),
            List.of(
                new Envelope.Signature(odd, Bytes.ofUtf8("s1")),
                new Envelope.Signature("k2", Bytes.ofUtf8("s2"))));

    assertThat(envelope.encode()).isEqualTo(JsonWriter.compact(envelope.toJson()));
    Envelope unsigned = new Envelope("t", Bytes.ofUtf8(odd), List.of());
    assertThat(unsigned.encode()).isEqualTo(JsonWriter.compact(unsigned.toJson()));
  }
}
