package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.testing.TufSigner;
import dev.plimsoll.verifier.testing.TufTestKey;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Group keys of the TUF conformance suite, by its names, and what keys there are beside. */
class ConformanceKeysTest {
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  static Stream<Named<TufSigner>> schemes() {
    return Stream.of(
        Named.of("rsa-pss", TufTestKey.rsa("rsa", 2048, 32)),
        Named.of("rsa-pss, the longest salt", TufTestKey.rsa("rsa", 2048, 222)),
        Named.of("rsa-pss, no salt", TufTestKey.rsa("rsa", 2048, 0)),
        Named.of("rsa-pss of 8n + 1 bits", TufTestKey.rsa("rsa", 2049, 32)),
        Named.of("rsa-pss of 3072 bits", TufTestKey.rsa("rsa", 3072, 32)),
        Named.of("ecdsa-p256", TestKey.p256("p256")),
        Named.of("ecdsa-p384", TufTestKey.p384("p384")),
        Named.of("ed25519", TestKey.ed25519("ed25519")));
  }

  private void timestampBy(TufSigner key) {
    repository.rotate("timestamp", 1, key);
    repository.publishRoot();
    repository.signWith("timestamp", key);
    repository.publishNext();
  }

  @ParameterizedTest(name = "keytype_and_scheme[{0}]")
  @MethodSource("schemes")
  void keytypeAndScheme(TufSigner key) throws Exception {
    timestampBy(key);

    assertThat(client.refresh().trusted().timestamp().orElseThrow().signed().version())
        .isEqualTo(2);
  }

  @ParameterizedTest(name = "invalid signature by {0}")
  @MethodSource("schemes")
  void refusesASignature_overSomethingElse(TufSigner key) {
    timestampBy(key);
    Signed<?> signed = repository.sign("timestamp", repository.timestamp());
    String other = key.sign(Bytes.ofUtf8("something else")).hex();
    repository.replace(
        "timestamp.json",
        Signed.of(
                repository.timestamp(),
                List.of(new Signed.Signature(signed.signatures().getFirst().keyId(), other)))
            .file());

    assertThat(client.refused(ThresholdException.class).role()).isEqualTo("timestamp");
  }

  @Test
  void ignoresKeys_thatAreNotWhatTheirSchemeSays() {
    for (TufSigner key :
        List.of(
            TufTestKey.p384CalledP256("p384"),
            TufTestKey.rsa("weak", 1024, 32),
            TufTestKey.mlDsa65("draft"))) {
      Client other = new Client();
      other.repository.rotate("timestamp", 1, key);
      other.repository.publishRoot();
      other.repository.signWith("timestamp", key);
      other.repository.publishNext();

      assertThat(other.refused(ThresholdException.class).found()).isZero();
    }
  }

  @Test
  void countsMlDsa_onlyWhenThePolicySaysSo() throws Exception {
    TufSigner key = TufTestKey.mlDsa65("draft");
    timestampBy(key);
    Updater updater =
        Updater.of(client.store, repository.source(), UpdaterPolicy.STANDARD.withMlDsa(), NOW);

    updater.refresh();

    assertThat(updater.trusted().timestamp()).isPresent();
    assertThatThrownBy(
            () ->
                Updater.of(client.store, repository.source(), UpdaterPolicy.STANDARD, NOW)
                    .refresh())
        .isInstanceOf(ThresholdException.class);
  }

  @Test
  void snapshotDoesNotMeetThreshold() {
    TestKey a = TestKey.ed25519("a");
    TestKey b = TestKey.ed25519("b");
    TestKey c = TestKey.ed25519("c");
    repository.rotate("snapshot", 3, a, b, c);
    repository.publishRoot();
    repository.signWith("snapshot", a, b);
    repository.publishNext();

    ThresholdException e = client.refused(ThresholdException.class);
    assertThat(e.role()).isEqualTo("snapshot");
    assertThat(e.found()).isEqualTo(2);
    assertThat(e.wanted()).isEqualTo(3);
  }

  @Test
  void snapshotHasTooFewKeys() {
    TestKey a = TestKey.ed25519("a");
    TestKey b = TestKey.ed25519("b");
    repository.rotate("snapshot", 6, a, b);
    repository.publishRoot();
    repository.signWith("snapshot", a, b);
    repository.publishNext();

    assertThat(client.refused(ThresholdException.class).wanted()).isEqualTo(6);
  }

  /** One key under ten ids, each with a signature; the PEM text of one even differs. */
  @Test
  void duplicateKeys() {
    TestKey key = TestKey.p256("one");
    Map<String, Key> keys = new LinkedHashMap<>(repository.root().keys());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String pem = key.tufKey().publicValue();
      keys.put("id" + i, new Key("ecdsa", key.tufKey().scheme(), i == 0 ? pem + "\n" : pem));
      ids.add("id" + i);
    }
    Map<String, Role> roles = new LinkedHashMap<>(repository.root().roles());
    roles.put("snapshot", new Role(ids, 2));
    repository.setRoot(new Root(2, EXPIRES, true, keys, roles));
    repository.publishRoot();
    Snapshot snapshot = repository.snapshot();
    List<Signed.Signature> signatures = new ArrayList<>();
    for (String id : ids) {
      signatures.add(new Signed.Signature(id, key.sign(Signed.toBeSigned(snapshot)).hex()));
    }
    repository.listHashes(false);
    repository.publishNext();
    Snapshot next = repository.snapshot();
    signatures.replaceAll(
        s -> new Signed.Signature(s.keyId(), key.sign(Signed.toBeSigned(next)).hex()));
    repository.replace("2.snapshot.json", Signed.of(next, signatures).file());

    assertThat(client.refused(ThresholdException.class).found()).isEqualTo(1);
  }

  @Test
  void duplicateSigKeyids() {
    Signed<?> signed = repository.sign("timestamp", repository.timestamp());
    Signed.Signature one = signed.signatures().getFirst();
    repository.replace(
        "timestamp.json", Signed.of(repository.timestamp(), List.of(one, one)).file());

    assertThat(client.refused(MalformedException.class)).hasMessageContaining("two signatures");
  }

  @Test
  void invalidSigInValidMetadata() throws Exception {
    TestKey good = TestKey.ed25519("good");
    TestKey bad = TestKey.ed25519("bad");
    repository.rotate("timestamp", 1, good, bad);
    repository.publishRoot();
    repository.signWith("timestamp", good);
    Signed<?> signed = repository.sign("timestamp", repository.timestamp());
    repository.replace(
        "timestamp.json",
        Signed.of(
                repository.timestamp(),
                List.of(
                    new Signed.Signature(bad.tufKey().id(), "00ff"),
                    signed.signatures().getFirst()))
            .file());

    assertThat(client.refresh().trusted().timestamp()).isPresent();
  }

  /** custom_fields and deprecated_keyid_hash_algorithms, and tuf-on-ci's keys without a value. */
  @Test
  void takesKeysAndMetadata_withFieldsOfOthers() throws Exception {
    JsonObject signed = repository.root().toJson();
    JsonObject.Builder keys = JsonObject.builder();
    for (Map.Entry<String, JsonValue> e : signed.object("keys").members().entrySet()) {
      JsonObject.Builder key = JsonObject.builder();
      e.getValue().asObject("key").members().forEach(key::put);
      key.putStrings("keyid_hash_algorithms", List.of("sha256", "md5"))
          .put("x-tuf-on-ci-keyowner", "@somebody")
          .put("extra", JsonObject.builder().put("a", 1).put("b", 2).build());
      keys.put(e.getKey(), key.build());
    }
    keys.put(
        "fulcio",
        JsonObject.builder()
            .put("keytype", "sigstore-oidc")
            .put("scheme", "Fulcio")
            .put("keyval", JsonObject.builder().put("identity", "me").put("issuer", "x").build())
            .build());
    JsonObject.Builder next = JsonObject.builder();
    signed
        .members()
        .forEach(
            (name, value) -> {
              if (!name.equals("keys") && !name.equals("version")) {
                next.put(name, value);
              }
            });
    JsonObject root =
        next.put("keys", keys.build()).put("version", 2).put("custom-field", "value").build();
    TestKey key = TestKey.ed25519("root");
    repository.replace(
        "2.root.json",
        JsonWriter.pretty(
            JsonObject.builder()
                .put("signed", root)
                .put(
                    "signatures",
                    List.of(
                        JsonObject.builder()
                            .put("keyid", key.tufKey().id())
                            .put("sig", key.sign(JsonWriter.canonical(root)).hex())
                            .build()))
                .build()));

    assertThat(client.refresh().trusted().root().signed().version()).isEqualTo(2);
    Bytes stored = client.store.load("root").orElseThrow();
    assertThat(JsonReader.within(JsonLimits.DOCUMENT).parse("root", stored).asObject("root"))
        .isNotNull();
    assertThat(stored).isEqualTo(repository.file("2.root.json"));
  }
}
