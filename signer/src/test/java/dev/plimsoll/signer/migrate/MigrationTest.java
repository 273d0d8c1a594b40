package dev.plimsoll.signer.migrate;

import static dev.plimsoll.signer.migrate.SampleCollection.AUDIT;
import static dev.plimsoll.signer.migrate.SampleCollection.NOW;
import static dev.plimsoll.signer.migrate.SampleCollection.TARGETS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.migrate.SigningRound.Outcome;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationTest {
  private static final SigningKey OWN = FixedKeys.ed25519("repository");
  private static final Key OWN_KEY = TufKeys.of(OWN.publicKey());
  private static final RepositoryKeys KEYS =
      new RepositoryKeys(Map.of(OWN_KEY.id(), OWN_KEY), 1, Map.of(OWN_KEY.id(), OWN_KEY));
  private static final List<SigningKey> ALL = List.of(OWN, TARGETS, AUDIT);

  private final SampleCollection web = new SampleCollection("example.com/team/web");

  private Migration plan(KnownFiles known, Instant now) throws Exception {
    return Migration.of(List.of(web.trust()), KEYS, known, now);
  }

  private Outcome sign(KnownFiles known, List<SigningKey> keys, List<Signature> given, Instant now)
      throws Exception {
    Map<String, Bytes> roots = new HashMap<>();
    Optional.ofNullable(known.published().get("root"))
        .ifPresent(r -> roots.put(r.signed().version() + ".root.json", r.file()));
    return new SigningRound(plan(known, now), known, keys, given, now).run(roots);
  }

  private static Map<String, Bytes> complete(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Complete.class);
    return ((Outcome.Complete) outcome).metadata();
  }

  private static KnownFiles published(Map<String, Bytes> metadata) throws Exception {
    Map<String, Signed<? extends TufMetadata>> files = new HashMap<>();
    for (Map.Entry<String, Bytes> file : metadata.entrySet()) {
      String role = file.getKey().replaceFirst("^\\d+\\.", "").replace(".json", "");
      files.put(role, KnownFiles.parse(role, file.getValue()));
    }
    return new KnownFiles(files, Map.of());
  }

  @Test
  void aCollectionBecomesDelegatedRoles() throws Exception {
    Migration migration = plan(KnownFiles.none(), NOW);

    assertThat(migration.targets())
        .containsOnlyKeys("example.com~team~web/v1", "example.com~team~web/policy~x");
    MovedRole top = migration.collections().getFirst().roles().getFirst();
    assertThat(top.targets().version()).isEqualTo(4);
    assertThat(top.targets().expires()).isEqualTo("2033-06-01T12:00:00Z");
    DelegatedRole audit = top.targets().delegations().orElseThrow().roles().getFirst();
    assertThat(audit.name()).isEqualTo("example.com~team~web~targets~audit");
    assertThat(audit.covers("example.com~team~web/layer-7")).isTrue();
    assertThat(audit.covers("example.com~team~web/policy~y")).isTrue();
    assertThat(audit.covers("example.com~team~web/policy")).isFalse();
    assertThat(audit.covers("example.com~team~db/layer-7")).isFalse();
    assertThat(audit.role().keyIds()).containsExactly(TufKeys.of(AUDIT.publicKey()).id());
    TargetFile moved =
        Optional.ofNullable(migration.targets().get("example.com~team~web/policy~x")).orElseThrow();
    assertThat(moved.custom().find("notary")).contains(new JsonString("plain"));
    assertThat(moved.hashes()).isEqualTo(SampleCollection.target("two").hashes());
  }

  @Test
  void everythingThatIsNotKeptIsSaid() throws Exception {
    assertThat(plan(KnownFiles.none(), NOW).losses())
        .extracting(Loss::what)
        .anyMatch(w -> w.contains("signed anew"))
        .anyMatch(w -> w.contains("trusted on first use"))
        .anyMatch(w -> w.contains("snapshot and timestamp keys"))
        .anyMatch(w -> w.contains("its root role"))
        .anyMatch(w -> w.contains("targets/later: delegated to, but nothing was ever signed"))
        .anyMatch(w -> w.contains("may not list \"elsewhere\""))
        .anyMatch(w -> w.contains("rsapkcs1v15"))
        .anyMatch(w -> w.contains("custom value is no object"));
  }

  @Test
  void withAllKeysItIsWhole() throws Exception {
    assertThat(complete(sign(KnownFiles.none(), ALL, List.of(), NOW)).keySet())
        .containsExactly(
            "1.root.json",
            "1.targets.json",
            "4.example.com~team~web.json",
            "2.example.com~team~web~targets~audit.json",
            "1.snapshot.json",
            "timestamp.json");
  }

  @Test
  void withoutAKeyItWaits_andASignatureFromElsewhereCompletesIt() throws Exception {
    Outcome first = sign(KnownFiles.none(), List.of(OWN, TARGETS), List.of(), NOW);
    assertThat(first).isInstanceOf(Outcome.Waiting.class);
    Outcome.Waiting waiting = (Outcome.Waiting) first;
    String audit = "example.com~team~web~targets~audit";
    assertThat(waiting.missing()).containsOnlyKeys(audit);
    KnownFiles known = new KnownFiles(Map.of(), waiting.files());
    Bytes payload = Optional.ofNullable(waiting.files().get(audit)).orElseThrow().signedBytes();
    Signature signature =
        new Signature(TufKeys.of(AUDIT.publicKey()).id(), AUDIT.sign(payload).hex());

    Map<String, Bytes> whole =
        complete(sign(known, List.of(), List.of(signature), NOW.plusSeconds(5)));

    assertThat(whole.get("1.root.json"))
        .isEqualTo(Optional.ofNullable(waiting.files().get("root")).orElseThrow().file());
  }

  @Test
  void aSignatureThatHoldsForNothingIsRefused() {
    Signature wrong = new Signature(TufKeys.of(AUDIT.publicKey()).id(), "00");
    assertThatThrownBy(() -> sign(KnownFiles.none(), ALL, List.of(wrong), NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("holds for no file");
  }

  @Test
  void theSameAgainChangesNothing() throws Exception {
    Map<String, Bytes> first = complete(sign(KnownFiles.none(), ALL, List.of(), NOW));
    Map<String, Bytes> again =
        complete(sign(published(first), List.of(), List.of(), SampleCollection.later(3)));
    assertThat(again).isEqualTo(first);
  }

  @Test
  void aNewTargetChangesItsRoleSnapshotAndTimestamp() throws Exception {
    Map<String, Bytes> first = complete(sign(KnownFiles.none(), ALL, List.of(), NOW));
    web.add("v2", "second");

    Map<String, Bytes> next =
        complete(sign(published(first), ALL, List.of(), SampleCollection.later(1)));

    assertThat(next.keySet())
        .contains(
            "1.root.json", "1.targets.json", "5.example.com~team~web.json", "2.snapshot.json");
    assertThat(next.get("1.root.json")).isEqualTo(first.get("1.root.json"));
    assertThat(KnownFiles.parse("timestamp", file(next, "timestamp.json")).signed().version())
        .isEqualTo(2);
  }

  private static Bytes file(Map<String, Bytes> files, String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  @Test
  void whatRunsOutIsMadeAnew() throws Exception {
    Map<String, Bytes> first = complete(sign(KnownFiles.none(), ALL, List.of(), NOW));
    Map<String, Bytes> later =
        complete(sign(published(first), ALL, List.of(), SampleCollection.later(300)));
    assertThat(later.keySet()).contains("2.root.json", "2.targets.json", "2.snapshot.json");
  }

  @Test
  void twoCollectionsStandSideBySide_andTheSameTwiceIsRefused() throws Exception {
    SampleCollection db = new SampleCollection("example.com/team/db");
    Migration migration =
        Migration.of(List.of(web.trust(), db.trust()), KEYS, KnownFiles.none(), NOW);
    Targets top =
        (Targets) Optional.ofNullable(migration.files().get("targets")).orElseThrow().signed();
    assertThat(top.delegations().orElseThrow().roles())
        .extracting(DelegatedRole::name)
        .containsExactly("example.com~team~web", "example.com~team~db");
    assertThat(top.delegations().orElseThrow().roles()).allMatch(DelegatedRole::terminating);

    assertThatThrownBy(
            () -> Migration.of(List.of(web.trust(), web.trust()), KEYS, KnownFiles.none(), NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("two roles would be named");
  }

  @Test
  void aKeyThatTufCannotNameIsReplacedByTheRepositorysOwn() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(new ECGenParameterSpec("secp521r1"));
    web.auditKey =
        new NotaryKey(
            NotaryKey.ECDSA, Bytes.copyOf(generator.generateKeyPair().getPublic().getEncoded()));

    Migration migration = plan(KnownFiles.none(), NOW);

    assertThat(migration.collections().getFirst().roles().getLast().keys())
        .containsOnlyKeys(OWN_KEY.id());
    assertThat(migration.losses())
        .extracting(Loss::what)
        .anyMatch(w -> w.contains("TUF has no scheme"))
        .anyMatch(w -> w.contains("the repository's own keys sign in its place"));
  }
}
