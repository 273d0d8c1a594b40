package dev.plimsoll.formats.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TufMetadataTest {
  private static final Instant EXPIRES = Instant.parse("2030-01-31T23:59:59Z");
  private static final Key KEY = new Key("ed25519", "ed25519", "ab".repeat(32));
  private static final Role ROLE = new Role(List.of(KEY.id()), 1);
  private static final JsonObject CUSTOM = JsonObject.builder().put("x", "y").build();

  static Root root() {
    Map<String, Role> roles = new LinkedHashMap<>();
    Root.TOP_LEVEL.forEach(name -> roles.put(name, ROLE));
    return new Root(3, EXPIRES, true, Map.of(KEY.id(), KEY), roles);
  }

  static Targets targets() {
    return new Targets(
        5,
        EXPIRES,
        Map.of("img/web/1", TargetFile.of(7, Bytes.ofUtf8("t").digest(), CUSTOM)),
        Optional.of(
            Delegations.of(
                Map.of(KEY.id(), KEY),
                List.of(
                    new DelegatedRole(
                        "build", ROLE, List.of(new PathPattern("img/*/*")), List.of(), true),
                    new DelegatedRole("bins", ROLE, List.of(), List.of("0a", "0b"), false)))));
  }

  private static Signed<Root> parseRoot(Bytes file) throws FormatException {
    return Signed.parse("root.json", file, Root::parse);
  }

  private static Signed<Targets> parseTargets(Bytes file) throws FormatException {
    return Signed.parse("targets.json", file, Targets::parse);
  }

  private static <T extends TufMetadata> Bytes file(T metadata) {
    return Signed.of(metadata, List.of(new Signed.Signature("k", "00ff"))).file();
  }

  @Test
  void everyKind_isReadBackAsItWasWritten() throws Exception {
    Timestamp timestamp = new Timestamp(9, EXPIRES, MetaFile.of(4, Bytes.ofUtf8("s")));
    Snapshot snapshot =
        new Snapshot(
            4, EXPIRES, Map.of("targets.json", MetaFile.of(5), "a b.json", MetaFile.of(1)));

    assertThat(parseRoot(file(root())).signed()).isEqualTo(root());
    assertThat(parseTargets(file(targets())).signed()).isEqualTo(targets());
    assertThat(Signed.parse("t", file(timestamp), Timestamp::parse).signed()).isEqualTo(timestamp);
    assertThat(Signed.parse("s", file(snapshot), Snapshot::parse).signed()).isEqualTo(snapshot);
  }

  @Test
  void succinctRoles_areReadBack_andPickOneBin() throws Exception {
    Delegations delegations =
        new Delegations(
            Map.of(KEY.id(), KEY), List.of(), Optional.of(new SuccinctRoles(ROLE, 5, "bin")));
    Targets targets = new Targets(1, EXPIRES, Map.of(), Optional.of(delegations));

    assertThat(parseTargets(file(targets)).signed()).isEqualTo(targets);
    // SHA-256("foo") begins with 0x2c = 0b00101100: its first five bits are 5.
    assertThat(delegations.rolesFor("foo"))
        .extracting(DelegatedRole::name)
        .containsExactly("bin-05");
  }

  @Test
  void signedBytes_holdUnknownMembers() throws Exception {
    String text = file(root()).utf8().replace("\"version\":3", "\"version\":3,\"x-new\":[1]");

    assertThat(parseRoot(Bytes.ofUtf8(text)).signedBytes().utf8()).contains("\"x-new\":[1]");
    assertThat(parseRoot(Bytes.ofUtf8(text)).file().utf8()).isEqualTo(text);
  }

  @Test
  void signedBytes_doNotDependOnBlanksOrOrder() throws Exception {
    String spread = file(root()).utf8().replace(",", " ,\n ").replace("{", "{ ");

    assertThat(parseRoot(Bytes.ofUtf8(spread)).signedBytes())
        .isEqualTo(Signed.toBeSigned(root()))
        .isEqualTo(parseRoot(file(root())).signedBytes());
  }

  @Test
  void aKeyInPem_isReadBack_althoughCanonicalJsonHoldsItsLinesRaw() throws Exception {
    Key pem = new Key("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----\nAA==\n");
    Root root = new Root(3, EXPIRES, true, Map.of(KEY.id(), KEY, pem.id(), pem), root().roles());

    assertThat(parseRoot(file(root)).signed()).isEqualTo(root);
    assertThat(parseRoot(file(root)).signedBytes().utf8()).contains("-----\nAA==\n\"");
  }

  /** Key of the TUF specification's root.json example (§4.3), and its id there. */
  @Test
  void keyId_isTheOneOfTheSpecification() {
    Key key =
        new Key(
            "ed25519",
            "ed25519",
            "72378e5bc588793e58f81c8533da64a2e8f1565c1fcc7f253496394ffc52542c");

    assertThat(key.id())
        .isEqualTo("1bf1c6e3cdd3d3a8420b19199e27511999850f4b376c4547b2f32fba7e80fca3");
  }

  @Test
  void refusesDamage() {
    MalformedInputs.refusesEveryTruncation(file(root()), TufMetadataTest::parseRoot);
    MalformedInputs.survivesEveryChangedByte(file(root()), TufMetadataTest::parseRoot);
    MalformedInputs.refusesEveryTruncation(file(targets()), TufMetadataTest::parseTargets);
    MalformedInputs.survivesEveryChangedByte(file(targets()), TufMetadataTest::parseTargets);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"_type\":\"root\"|\"_type\":\"Root\"",
        "\"spec_version\":\"1.0.34\"|\"spec_version\":\"2.0.0\"",
        "\"spec_version\":\"1.0.34\"|\"spec_version\":\"1\"",
        "\"version\":3|\"version\":0",
        "\"version\":3|\"version\":\"3\"",
        "\"version\":3|\"version\":3.0",
        "2030-01-31T23:59:59Z|2030-01-31T23:59:59.5Z",
        "2030-01-31T23:59:59Z|2030-02-31T23:59:59Z",
        "2030-01-31T23:59:59Z|2030-01-31 23:59:59Z",
        "\"threshold\":1|\"threshold\":0",
        "\"threshold\":1|\"threshold\":-1",
        "\"timestamp\":{|\"timestump\":{",
        "\"keyval\":|\"keyvalue\":",
        "\"signatures\":[|\"signatures\":[{\"keyid\":\"k\",\"sig\":\"\"},",
        "\"consistent_snapshot\":true|\"consistent_snapshot\":\"yes\"",
      })
  void refusesRoots_thatBreakARule(String from, String to) {
    String changed = file(root()).utf8().replace(from, to);

    assertThat(changed).isNotEqualTo(file(root()).utf8());
    assertThatThrownBy(() -> parseRoot(Bytes.ofUtf8(changed))).isInstanceOf(FormatException.class);
  }

  @Test
  void refusesARole_thatNamesAKeyTwice() {
    String id = "\"" + KEY.id() + "\"";
    String changed = file(root()).utf8().replace("[" + id + "]", "[" + id + "," + id + "]");

    assertThatThrownBy(() -> parseRoot(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("keyids names one thing twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":\"build\"|\"name\":\"root\"",
        "\"name\":\"build\"|\"name\":\"bins\"",
        "\"name\":\"build\"|\"name\":\"\"",
        "\"paths\":|\"path_hash_prefixes\":[\"00\"],\"paths\":",
        "\"paths\":|\"path\":",
        "\"terminating\":true|\"terminating\":1",
        "\"length\":7|\"length\":-7",
        "\"hashes\":{\"sha256\"|\"hashes\":{},\"h\":{\"sha256\"",
        "\"custom\":{\"x\":\"y\"}|\"custom\":[]",
        "\"roles\":[|\"succinct_roles\":{},\"roles\":[",
      })
  void refusesTargets_thatBreakARule(String from, String to) {
    String changed = file(targets()).utf8().replace(from, to);

    assertThat(changed).isNotEqualTo(file(targets()).utf8());
    assertThatThrownBy(() -> parseTargets(Bytes.ofUtf8(changed)))
        .isInstanceOf(FormatException.class);
  }
}
