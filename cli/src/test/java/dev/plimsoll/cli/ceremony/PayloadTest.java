package dev.plimsoll.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PayloadTest {
  /** A PEM key has line ends, which canonical JSON leaves as they are. */
  private static final Key PEM = new Key("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN\n\"a\\b\"\n");

  @Test
  void readsBack_whatHoldsLineEnds() throws Exception {
    Bytes canonical = Signed.toBeSigned(root());
    Payload payload = Payload.parse("root.payload", canonical);

    assertThat(payload.bytes()).isEqualTo(canonical);
    assertThat(payload.metadata()).isEqualTo(root());
    assertThat(payload.summary()).contains("  targets: 2 of one, two");
  }

  @Test
  void readsAWholeFile_andSignsOnlyItsSignedPart() throws Exception {
    Payload payload = Payload.parse("root.json", Signed.of(root(), List.of()).file());
    assertThat(payload.bytes()).isEqualTo(Signed.toBeSigned(root()));
  }

  @Test
  void refuses_whatIsNotCanonical() {
    String text = Signed.toBeSigned(root()).utf8();
    for (String changed :
        List.of(text + " ", text.replace(":1}", ": 1}"), text.replace("\n", "\\n"))) {
      assertThatThrownBy(() -> Payload.parse("root.payload", Bytes.ofUtf8(changed)))
          .isInstanceOf(FormatException.class);
    }
  }

  @Test
  void refuses_whatPeopleDoNotSign() {
    Bytes snapshot =
        Bytes.ofUtf8(
            "{\"_type\":\"snapshot\",\"expires\":\"2030-01-01T00:00:00Z\",\"meta\":{},"
                + "\"spec_version\":\"1.0.34\",\"version\":1}");
    assertThatThrownBy(() -> Payload.parse("x", snapshot))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("wanted root or targets");
  }

  private static Root root() {
    Map<String, Role> roles = new TreeMap<>();
    for (String name : Root.TOP_LEVEL) {
      roles.put(name, new Role(List.of("one", "two"), name.equals("targets") ? 2 : 1));
    }
    Map<String, Key> keys = new TreeMap<>(Map.of("one", PEM));
    keys.put("two", new Key("ed25519", "ed25519", "00".repeat(32)));
    return new Root(1, Instant.parse("2030-01-01T00:00:00Z"), true, keys, roles);
  }
}
