package dev.plimsoll.formats.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  /** OCI image-spec 1.1, manifest.md, "Example Image Manifest", shortened to one layer. */
  private static final String SPEC_EXAMPLE =
      """
      {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
          "mediaType": "application/vnd.oci.image.config.v1+json",
          "digest": "sha256:b5b2b2c507a0944348e0303114d8d93aaaa081732b86451d9bce1f432a537bc7",
          "size": 7023
        },
        "layers": [
          {
            "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
            "digest": "sha256:9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0",
            "size": 32654
          }
        ],
        "subject": {
          "mediaType": "application/vnd.oci.image.manifest.v1+json",
          "digest": "sha256:5b0bcabd1ed22e9fb1310cf6c2dec7cdef19f0ad69efa1f392e94a4333501270",
          "size": 7682
        },
        "annotations": {
          "com.example.key1": "value1",
          "com.example.key2": "value2"
        }
      }
      """;

  private static Manifest parse(Bytes text) throws FormatException {
    return Manifest.parse("manifest", text);
  }

  @Test
  void readsTheExampleOfTheSpecification() throws Exception {
    Manifest manifest = parse(Bytes.ofUtf8(SPEC_EXAMPLE));

    assertThat(manifest.config().size()).isEqualTo(7023);
    assertThat(manifest.layers())
        .containsExactly(
            Descriptor.of(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                new Digest("9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0"),
                32654));
    assertThat(manifest.subject().map(Descriptor::size)).contains(7682L);
    assertThat(manifest.artifactType()).isEmpty();
    assertThat(manifest.annotations())
        .isEqualTo(Map.of("com.example.key1", "value1", "com.example.key2", "value2"));
  }

  @Test
  void isReadBack_asItWasWritten() throws Exception {
    Manifest manifest =
        new Manifest(
            Optional.of("application/vnd.test"),
            Descriptor.of("c", Bytes.ofUtf8("c").digest(), 0),
            List.of(
                new Descriptor(
                    "l", Bytes.ofUtf8("l").digest(), 1L << 40, Map.of("b", "", "a", "ä"))),
            Optional.empty(),
            Map.of());

    assertThat(parse(manifest.encode())).isEqualTo(manifest);
    assertThat(manifest.encode()).isEqualTo(parse(manifest.encode()).encode());
  }

  @Test
  void refusesDamage() {
    Bytes good = Bytes.ofUtf8(SPEC_EXAMPLE.strip());

    MalformedInputs.refusesEveryTruncation(good, ManifestTest::parse);
    MalformedInputs.survivesEveryChangedByte(good, ManifestTest::parse);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schemaVersion\": 2|\"schemaVersion\": 1",
        "\"size\": 7023|\"size\": -1",
        "\"size\": 7023|\"size\": 1.5",
        "\"size\": 7023|\"size\": 99999999999999999999",
        "\"size\": 7023|\"size\": \"7023\"",
        "sha256:b5b2|sha512:b5b2",
        "\"value1\"|1",
        "\"layers\": [|\"layers\": [[],",
        "\"config\": {|\"konfig\": {",
        "\"annotations\": {|\"annotations\": {\"com.example.key1\": \"twice\",",
      })
  void refusesAnotherShape(String from, String to) {
    String changed = SPEC_EXAMPLE.replace(from, to);

    assertThat(changed).isNotEqualTo(SPEC_EXAMPLE);
    assertThatThrownBy(() -> parse(Bytes.ofUtf8(changed))).isInstanceOf(FormatException.class);
  }
}
