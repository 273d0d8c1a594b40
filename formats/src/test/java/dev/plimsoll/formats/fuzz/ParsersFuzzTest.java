package dev.plimsoll.formats.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.formats.sigstore.Bundle;
import dev.plimsoll.formats.tuf.RepositoryMap;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.List;

/**
 * Whatever the bytes: a value that is written and read back as itself, or a {@link FormatException}
 * of one line. Anything else that a parser throws fails the test.
 */
class ParsersFuzzTest {
  private static final JsonReader JSON = JsonReader.within(JsonLimits.REQUEST);

  private interface Attempt {
    void run(Bytes text) throws FormatException;
  }

  private static void attempt(byte[] data, Attempt attempt) {
    try {
      attempt.run(Bytes.copyOf(data));
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void json(byte[] data) {
    attempt(
        data,
        text -> {
          JsonValue value = JSON.parse("fuzz", text);
          assertThat(
                  JsonReader.within(JsonLimits.DOCUMENT).parse("again", JsonWriter.compact(value)))
              .isEqualTo(value);
        });
  }

  @FuzzTest
  void yaml(byte[] data) {
    attempt(data, text -> assertThat(YamlReader.parse("fuzz.yml", text).at().line()).isPositive());
  }

  @FuzzTest
  void envelope(byte[] data) {
    attempt(
        data,
        text -> {
          Envelope value = Envelope.parse("fuzz", text);
          assertThat(Envelope.parse("again", value.encode())).isEqualTo(value);
        });
  }

  @FuzzTest
  void bundle(byte[] data) {
    attempt(
        data,
        text -> {
          Bundle value = Bundle.parse("fuzz", text);
          assertThat(Bundle.parse("again", value.encode())).isEqualTo(value);
        });
  }

  @FuzzTest
  void manifest(byte[] data) {
    attempt(
        data,
        text -> {
          Manifest value = Manifest.parse("fuzz", text);
          assertThat(Manifest.parse("again", value.encode())).isEqualTo(value);
        });
  }

  @FuzzTest
  void boot(byte[] data) {
    attempt(
        data,
        text -> {
          VerdictRequest value = VerdictRequest.parse(text);
          assertThat(VerdictRequest.parse(value.encode())).isEqualTo(value);
        });
    attempt(
        data,
        text -> {
          BootVerdict value = BootVerdict.parse(text);
          assertThat(BootVerdict.parse(value.encode())).isEqualTo(value);
        });
    attempt(
        data,
        text -> {
          ReleaseStatement value = ReleaseStatement.parse(text);
          assertThat(ReleaseStatement.parse(value.encode())).isEqualTo(value);
        });
  }

  @FuzzTest
  void tuf(byte[] data) {
    attempt(data, text -> reread(Signed.parse("root.json", text, Root::parse)));
    attempt(data, text -> reread(Signed.parse("timestamp.json", text, Timestamp::parse)));
    attempt(data, text -> reread(Signed.parse("snapshot.json", text, Snapshot::parse)));
    attempt(data, text -> reread(Signed.parse("targets.json", text, Targets::parse)));
    attempt(
        data, text -> assertThat(RepositoryMap.parse("map.json", text).repositories()).isNotNull());
  }

  @FuzzTest
  void notary(byte[] data) {
    attempt(data, text -> reread(NotaryFile.parse("root.json", text, NotaryRoot::parse)));
    attempt(data, text -> reread(NotaryFile.parse("snapshot.json", text, NotarySnapshot::parse)));
    attempt(data, text -> reread(NotaryFile.parse("targets.json", text, NotaryTargets::parse)));
    attempt(data, text -> reread(NotaryFile.parse("timestamp.json", text, NotaryTimestamp::parse)));
  }

  private static void reread(NotaryFile<?> value) {
    assertThat(value.signed().version()).isPositive();
    assertThat(NotaryFile.of(value.signed(), value.signatures()).signatures())
        .isEqualTo(value.signatures());
  }

  private static void reread(Signed<?> value) {
    assertThat(value.signed().version()).isPositive();
    assertThat(Signed.of(value.signed(), List.of()).signed()).isEqualTo(value.signed());
  }

  @FuzzTest
  void releasePointer(byte[] data) {
    attempt(data, text -> assertThat(ReleasePointer.parse(text).encode()).isEqualTo(text));
  }

  @FuzzTest
  void roleBundle(byte[] data) {
    attempt(
        data,
        text -> {
          RoleBundle bundle = RoleBundle.parse(text);
          assertThat(RoleBundle.parse(bundle.encode())).isEqualTo(bundle);
        });
  }
}
