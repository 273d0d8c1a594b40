package dev.plimsoll.formats.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that Debian's {@code notary} 0.7.0 and {@code notary-server} made. */
class NotaryFileTest {
  static Bytes file(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(NotaryFileTest.class.getResourceAsStream(name), name)) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  static Stream<Arguments> real() {
    return Stream.of(
        Arguments.of("root.json", (NotaryFile.Reader<NotarySigned>) NotaryRoot::parse),
        Arguments.of("targets.json", (NotaryFile.Reader<NotarySigned>) NotaryTargets::parse),
        Arguments.of(
            "targets-releases.json", (NotaryFile.Reader<NotarySigned>) NotaryTargets::parse),
        Arguments.of("snapshot.json", (NotaryFile.Reader<NotarySigned>) NotarySnapshot::parse),
        Arguments.of("timestamp.json", (NotaryFile.Reader<NotarySigned>) NotaryTimestamp::parse));
  }

  /** Signatures by others are over these bytes, so every one of them counts. */
  @ParameterizedTest
  @MethodSource("real")
  void aRealFileIsReadAndWrittenByteForByte(String name, NotaryFile.Reader<NotarySigned> reader)
      throws Exception {
    Bytes given = file(name);
    NotaryFile<NotarySigned> parsed = NotaryFile.parse(name, given, reader);
    assertThat(given.utf8()).contains("\"signed\":" + parsed.signedBytes().utf8());
    assertThat(parsed.signed().toBeSigned()).isEqualTo(parsed.signedBytes());
    NotaryFile<NotarySigned> written = NotaryFile.of(parsed.signed(), parsed.signatures());
    assertThat(NotaryFile.parse(name, written.file(), reader)).isEqualTo(written);
  }

  @Test
  void theSharedModelHoldsWhatTheFilesSay() throws Exception {
    NotaryRoot root = NotaryFile.parse("root.json", file("root.json"), NotaryRoot::parse).signed();
    NotaryTargets targets =
        NotaryFile.parse("targets.json", file("targets.json"), NotaryTargets::parse).signed();
    NotarySnapshot snapshot =
        NotaryFile.parse("snapshot.json", file("snapshot.json"), NotarySnapshot::parse).signed();
    NotaryTimestamp timestamp =
        NotaryFile.parse("timestamp.json", file("timestamp.json"), NotaryTimestamp::parse).signed();

    assertThat(root.expires()).isEqualTo(Instant.parse("2036-11-28T02:43:10.589053090Z"));
    String rootKey = root.role("root").keyIds().getFirst();
    assertThat(Objects.requireNonNull(root.keys().get(rootKey)).isCertificate()).isTrue();
    assertThat(Objects.requireNonNull(targets.targets().get("v1")).sha256())
        .contains(Digest.of("hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(targets.delegations())
        .extracting(NotaryDelegation::name)
        .containsExactly("targets/releases", "targets/audit");
    assertThat(targets.delegations().getLast().covers("policy/x")).isTrue();
    assertThat(targets.delegations().getLast().covers("other")).isFalse();
    assertThat(timestamp.snapshot().matches(file("snapshot.json"))).isTrue();
    assertThat(timestamp.snapshot().matches(file("root.json"))).isFalse();
    assertThat(snapshot.find("root").orElseThrow().matches(file("root.json"))).isTrue();
    assertThat(snapshot.find("targets/releases").orElseThrow())
        .isEqualTo(NotaryMeta.of(file("targets-releases.json")));
  }

  static Stream<Arguments> bad() throws IOException {
    String root = file("root.json").utf8();
    return Stream.of(
        Arguments.of("\"_type\":\"Root\"", "\"_type\":\"root\"", "wanted \"Root\""),
        Arguments.of("\"version\":2", "\"version\":0", "version is 0"),
        Arguments.of("\"version\":2", "\"version\":2.5", "2.5"),
        Arguments.of("\"version\":2", "\"version\":2,\"version\":3", "Duplicate"),
        Arguments.of("\"threshold\":1", "\"threshold\":0", "threshold is 0"),
        Arguments.of("2036-11-28T02:43:10", "2036-13-28T02:43:10", "expires"),
        Arguments.of("2036-11-28T", "2036-11-28 ", "expires"),
        Arguments.of("\"private\":null", "\"private\":\"AAAA\"", "holds a private key"),
        Arguments.of("\"keytype\":\"ed25519\"", "\"keytype\":\"rsa\"", "this key's id is"),
        Arguments.of("\"public\":\"", "\"public\":\"!", "not standard base64"),
        Arguments.of("\"sig\":\"", "\"sig\":\"!", "not standard base64"),
        Arguments.of(
            root.substring(root.indexOf("\"signatures\":[") + 14, root.length() - 2),
            root.substring(root.indexOf("\"signatures\":[") + 14, root.length() - 2)
                + ","
                + root.substring(root.indexOf("\"signatures\":[") + 14, root.length() - 2),
            "two signatures by key"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadRootIsRefusedByTheCheckThatItFails(String text, String with, String message)
      throws Exception {
    String changed = file("root.json").utf8().replace(text, with);
    assertThat(changed).isNotEqualTo(file("root.json").utf8());
    assertThatThrownBy(
            () -> NotaryFile.parse("root.json", Bytes.ofUtf8(changed), NotaryRoot::parse))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesOfDelegationsCannotLeaveTargets() {
    for (String good : List.of("targets/a", "targets/a-b_1/c")) {
      assertThat(NotaryRoles.isDelegation(good)).as(good).isTrue();
    }
    for (String bad :
        List.of(
            "targets",
            "targets/",
            "targets/..",
            "targets/../root",
            "targets//a",
            "targets/A",
            "targets/%2e",
            "targets/é",
            "root/a",
            "targets/a/",
            "targets/a\n",
            "targets/" + "a".repeat(250))) {
      assertThat(NotaryRoles.isDelegation(bad)).as(bad).isFalse();
    }
    assertThat(NotaryRoles.parent("targets/a/b")).isEqualTo("targets/a");
  }

  @Test
  void whatGoLeavesOutOrWritesAsNullIsEmpty() throws Exception {
    String text =
        "{\"signed\":{\"_type\":\"Targets\",\"version\":1,\"expires\":\"2030-01-01T00:00:00-07:00\","
            + "\"delegations\":{\"keys\":null,\"roles\":null},\"targets\":{\"a\":{\"length\":3,"
            + "\"hashes\":{\"sha256\":\"WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=\"},"
            + "\"custom\":[1,\"x\"]}}},\"signatures\":null}";
    NotaryFile<NotaryTargets> file =
        NotaryFile.parse("targets.json", Bytes.ofUtf8(text), NotaryTargets::parse);
    assertThat(file.signed().delegations()).isEmpty();
    assertThat(file.signed().expires()).isEqualTo("2030-01-01T07:00:00Z");
    assertThat(file.signed().plainCustom()).containsOnlyKeys("a");
    NotaryFile<NotaryTargets> again = NotaryFile.of(file.signed(), List.of());
    assertThat(NotaryFile.parse("targets.json", again.file(), NotaryTargets::parse))
        .isEqualTo(again);
  }
}
