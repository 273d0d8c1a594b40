package dev.plimsoll.formats.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.sigstore.Bundle.DsseEnvelope;
import dev.plimsoll.formats.sigstore.Bundle.MessageSignature;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
  private static final Bundle MESSAGE =
      new Bundle("aGludA==", new MessageSignature(Bytes.ofUtf8("x").digest(), Bytes.ofUtf8("s")));
  private static final Bundle DSSE =
      new Bundle(
          "aGludA==",
          new DsseEnvelope(
              new Envelope(
                  "t",
                  Bytes.ofUtf8("{}"),
                  List.of(new Envelope.Signature("aGludA==", Bytes.ofUtf8("s"))))));

  private static Bundle parse(Bytes text) throws FormatException {
    return Bundle.parse("bundle", text);
  }

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    assertThat(parse(MESSAGE.encode())).isEqualTo(MESSAGE);
    assertThat(parse(DSSE.encode())).isEqualTo(DSSE);
  }

  /** Member names of sigstore_bundle.proto v0.3 in its JSON form. */
  @Test
  void writesTheMembersOfTheSpecification() {
    assertThat(MESSAGE.encode().utf8())
        .isEqualTo(
            "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
                + "\"verificationMaterial\":{\"publicKey\":{\"hint\":\"aGludA==\"}},"
                + "\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\","
                + "\"digest\":\"LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=\"},"
                + "\"signature\":\"cw==\"}}");
  }

  @Test
  void refusesDamage() {
    for (Bundle good : List.of(MESSAGE, DSSE)) {
      MalformedInputs.refusesEveryTruncation(good.encode(), BundleTest::parse);
      MalformedInputs.survivesEveryChangedByte(good.encode(), BundleTest::parse);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bundle.v0.3+json|bundle.v0.4+json",
        "\"publicKey\"|\"certificate\"",
        "\"SHA2_256\"|\"SHA2_512\"",
        "\"digest\":\"LXEW|\"digest\":\"",
        "\"signature\":|\"sig\":",
        "\"messageSignature\":|\"dsseEnvelope\":{},\"messageSignature\":",
        "\"messageSignature\":|\"other\":",
        "\"hint\":\"aGludA==\"|\"hint\":7",
      })
  void refusesAnotherShape(String from, String to) {
    String good = MESSAGE.encode().utf8();
    String changed = good.replace(from, to);

    assertThat(changed).isNotEqualTo(good);
    assertThatThrownBy(() -> parse(Bytes.ofUtf8(changed))).isInstanceOf(FormatException.class);
  }
}
