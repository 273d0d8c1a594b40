package dev.plimsoll.signer.tuf.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.SigningEvent.State;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CeremonyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(Duration.ofDays(365));

  private static final SigningKey ALICE = FixedKeys.ed25519("alice");
  private static final SigningKey BOB = FixedKeys.ed25519("bob");
  private static final SigningKey CAROL = FixedKeys.ed25519("carol");
  private static final SigningKey ONLINE = FixedKeys.ed25519("online");
  private static final SigningKey MANAGER = FixedKeys.p256("manager");

  @TempDir private Path folder;
  private final Shelf shelf = new Shelf();
  private Ceremony ceremony = Ceremony.of(Path.of("unused"), shelf);

  /** Takes whatever it is given; can die after it has taken it. */
  private static final class Shelf implements PublishedFiles {
    private final Map<String, Bytes> files = new HashMap<>();
    private boolean diesAfter;
    private boolean wantsTargetsWithRoot;

    @Override
    public Optional<Bytes> find(String role) {
      return Optional.ofNullable(files.get(role));
    }

    @Override
    public void publish(Map<String, Bytes> signed, Instant now)
        throws IOException, FormatException {
      if (wantsTargetsWithRoot && signed.keySet().equals(java.util.Set.of("root"))) {
        throw new FormatException("targets is not signed by the new root's keys");
      }
      files.putAll(signed);
      if (diesAfter) {
        throw new IOException("crash after publishing");
      }
    }
  }

  @BeforeEach
  void opens() {
    ceremony = Ceremony.of(folder.resolve("pending"), shelf);
  }

  @Test
  void publishesFirstRootAndTargets_onlyWhenBothHaveEnough() throws Exception {
    ceremony.propose("root", root(1, 2, ALICE, BOB, CAROL), NOW);
    ceremony.propose("targets", targets(1), NOW);

    assertInstanceOf(Outcome.Waiting.class, sign("root", ALICE));
    assertInstanceOf(Outcome.Waiting.class, sign("root", BOB)); // complete, but targets is not
    assertTrue(shelf.files.isEmpty());

    assertInstanceOf(Outcome.Published.class, sign("targets", CAROL));
    assertEquals(java.util.Set.of("root", "targets"), shelf.files.keySet());
    assertEquals(List.of(), ceremony.events());
  }

  @Test
  void oneHolder_isOneOfTwo_howeverOftenSheSigns() throws Exception {
    ceremony.propose("root", root(1, 2, ALICE, BOB), NOW);
    sign("root", ALICE);
    Outcome again = sign("root", ALICE);

    SigningEvent event = assertInstanceOf(Outcome.Waiting.class, again).event();
    assertEquals(new State.Waiting(1), event.state());
    assertEquals(List.of(id(BOB)), event.demands().getFirst().missing(event.file()));
  }

  @Test
  void refusesSignature_ofKeyThatMayNotSign() throws Exception {
    SigningEvent event = ceremony.propose("root", root(1, 1, ALICE), NOW);
    Signature foreign = signature(event.payload(), BOB);

    assertThrows(FormatException.class, () -> ceremony.sign("root", List.of(foreign), NOW));
    assertEquals(List.of(), ceremony.find("root").orElseThrow().file().signatures());
  }

  @Test
  void refusesSignature_overAnotherPayload() throws Exception {
    ceremony.propose("root", root(1, 1, ALICE), NOW);
    Signature other = signature(Bytes.ofUtf8("something else"), ALICE);

    assertThrows(FormatException.class, () -> ceremony.sign("root", List.of(other), NOW));
  }

  @Test
  void newRoot_needsOldAndNewKeys() throws Exception {
    begin();
    Root next =
        RootEdit.changed(
            root(1, 1, ALICE),
            "root",
            new KeyChange(Map.of(id(BOB), key(BOB)), List.of(id(ALICE)), OptionalLong.empty()),
            LATER);
    SigningEvent event = ceremony.propose("root", next, NOW);
    assertEquals(2, event.demands().size());

    assertInstanceOf(Outcome.Waiting.class, sign("root", BOB));
    assertEquals(new Outcome.Published("root", 2), sign("root", ALICE));
  }

  @Test
  void newThreshold_countsForTheNewRootToo() throws Exception {
    begin();
    KeyChange change = new KeyChange(Map.of(id(BOB), key(BOB)), List.of(), OptionalLong.of(2));
    ceremony.propose("root", RootEdit.changed(root(1, 1, ALICE), "root", change, LATER), NOW);

    assertInstanceOf(Outcome.Waiting.class, sign("root", ALICE));
    assertInstanceOf(Outcome.Published.class, sign("root", BOB));
  }

  @Test
  void rootWithNewTargetsKeys_goesInWithTheTargetsThatTheySigned() throws Exception {
    begin();
    shelf.wantsTargetsWithRoot = true;
    KeyChange change =
        new KeyChange(Map.of(id(BOB), key(BOB)), List.of(id(CAROL)), OptionalLong.empty());
    ceremony.propose("root", RootEdit.changed(root(1, 1, ALICE), "targets", change, LATER), NOW);
    ceremony.propose("targets", targets(2), NOW);

    Outcome root = sign("root", ALICE); // enough, but alone it would break the repository
    assertEquals(
        new State.Complete(), assertInstanceOf(Outcome.Waiting.class, root).event().state());
    assertThrows(FormatException.class, () -> sign("targets", CAROL)); // no longer asked
    assertEquals(new Outcome.Published("targets", 2), sign("targets", BOB));
    assertEquals(List.of(), ceremony.events());
  }

  @Test
  void settles_whatACrashLeftBehind() throws Exception {
    begin();
    ceremony.propose("root", RootEdit.renewed(root(1, 1, ALICE), LATER), NOW);
    shelf.diesAfter = true;
    assertThrows(IOException.class, () -> sign("root", ALICE));
    shelf.diesAfter = false;
    assertEquals(List.of("root"), ceremony.events().stream().map(SigningEvent::role).toList());

    Ceremony restarted = Ceremony.of(folder.resolve("pending"), shelf);
    restarted.settle(NOW);

    assertEquals(List.of(), restarted.events());
    assertEquals(
        2, SigningEvent.parse("root", shelf.find("root").orElseThrow()).signed().version());
  }

  @Test
  void eventIsStale_whenAnotherVersionWasPublishedMeanwhile() throws Exception {
    begin();
    ceremony.propose("targets", targets(2), NOW);
    shelf.files.put("targets", Signed.of(targets(2), List.of()).file());
    shelf.files.put("targets", Signed.of(targets(3), List.of()).file());

    assertEquals(new State.Stale(2, 4), ceremony.find("targets").orElseThrow().state());
    assertThrows(FormatException.class, () -> sign("targets", CAROL));
    ceremony.withdraw("targets");
    assertEquals(List.of(), ceremony.events());
  }

  @Test
  void hostRole_waitsUntilItsDelegatorIsPublished() throws Exception {
    begin();
    ceremony.propose("host-kiosk", TargetsFor.empty(1), NOW);
    assertEquals(new State.Undelegated(), ceremony.find("host-kiosk").orElseThrow().state());

    DelegatedRole kiosk =
        new DelegatedRole(
            "host-kiosk",
            new Role(List.of(id(MANAGER)), 1),
            List.of(new PathPattern("host/kiosk/*")),
            List.of(),
            true);
    ceremony.propose(
        "targets",
        TargetsEdit.delegated(targets(1), kiosk, Map.of(id(MANAGER), key(MANAGER)), LATER),
        NOW);
    assertEquals(new Outcome.Published("targets", 2), sign("targets", CAROL));
    assertEquals(new Outcome.Published("host-kiosk", 1), sign("host-kiosk", MANAGER));
  }

  @Test
  void contributions_toTheSamePayloadAddUp() throws Exception {
    ceremony.propose("targets", targets(1), NOW);
    Root root = root(1, 2, ALICE, BOB);
    Bytes payload = Signed.toBeSigned(root);
    Bytes byAlice = Signed.of(root, List.of(signature(payload, ALICE))).file();
    Bytes byBob = Signed.of(root, List.of(signature(payload, BOB))).file();

    ceremony.contribute("root", byAlice, NOW);
    Outcome second = ceremony.contribute("root", byBob, NOW);

    SigningEvent event = assertInstanceOf(Outcome.Waiting.class, second).event();
    assertEquals(new State.Complete(), event.state());
  }

  @Test
  void contribution_ofOtherContent_isRefusedWhileOneWaits() throws Exception {
    ceremony.propose("root", root(1, 1, ALICE), NOW);
    Bytes other = Signed.of(root(1, 1, BOB), List.of()).file();

    assertThrows(FormatException.class, () -> ceremony.contribute("root", other, NOW));
    assertThrows(FormatException.class, () -> ceremony.propose("root", root(1, 1, BOB), NOW));
  }

  @Test
  void refusesContribution_withBadSignature_andKeepsNothing() throws Exception {
    Bytes bad =
        Signed.of(root(1, 1, ALICE), List.of(new Signature(id(ALICE), "00".repeat(64)))).file();

    assertThrows(FormatException.class, () -> ceremony.contribute("root", bad, NOW));
    assertEquals(Optional.empty(), ceremony.find("root"));
  }

  @Test
  void refusesProposal_thatLocksEverybodyOut() {
    Root unreachable = root(1, 2, ALICE);
    assertThrows(FormatException.class, () -> ceremony.propose("root", unreachable, NOW));
    Root expired = new Root(1, NOW, true, unreachable.keys(), root(1, 1, ALICE).roles());
    assertThrows(FormatException.class, () -> ceremony.propose("root", expired, NOW));
    assertThrows(FormatException.class, () -> ceremony.propose("root", root(2, 1, ALICE), NOW));
    assertThrows(FormatException.class, () -> ceremony.propose("../root", targets(1), NOW));
  }

  @Test
  void oneKeyUnderTwoIds_isNoThresholdOfTwo() {
    Root honest = root(1, 1, ALICE);
    Map<String, Key> keys = new LinkedHashMap<>(honest.keys());
    keys.put("second-id", key(ALICE));
    Map<String, Role> roles = new LinkedHashMap<>(honest.roles());
    roles.put("root", new Role(List.of(id(ALICE), "second-id"), 2));

    assertThrows(
        FormatException.class,
        () -> ceremony.propose("root", new Root(1, LATER, true, keys, roles), NOW));
  }

  private void begin() throws Exception {
    ceremony.propose("root", root(1, 1, ALICE), NOW);
    ceremony.propose("targets", targets(1), NOW);
    sign("root", ALICE);
    sign("targets", CAROL);
  }

  private Outcome sign(String role, SigningKey key) throws IOException, FormatException {
    Bytes payload = ceremony.find(role).orElseThrow().payload();
    return ceremony.sign(role, List.of(signature(payload, key)), NOW);
  }

  private static Signature signature(Bytes payload, SigningKey key) throws IOException {
    return new Signature(id(key), key.sign(payload).hex());
  }

  /** Root keys as given; targets signs with Carol's. */
  private static Root root(long version, long threshold, SigningKey... holders) {
    Map<String, Key> keys = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    for (SigningKey holder : holders) {
      keys.put(id(holder), key(holder));
    }
    roles.put("root", new Role(List.copyOf(keys.keySet()), threshold));
    keys.put(id(CAROL), key(CAROL));
    keys.put(id(ONLINE), key(ONLINE));
    roles.put("targets", new Role(List.of(id(CAROL)), 1));
    roles.put("snapshot", new Role(List.of(id(ONLINE)), 1));
    roles.put("timestamp", new Role(List.of(id(ONLINE)), 1));
    return new Root(version, LATER, true, keys, roles);
  }

  private static Targets targets(long version) {
    return new Targets(version, LATER, Map.of(), Optional.of(Delegations.of(Map.of(), List.of())));
  }

  private static final class TargetsFor {
    static Targets empty(long version) {
      return new Targets(version, LATER, Map.of(), Optional.empty());
    }
  }

  private static Key key(SigningKey key) {
    return TufKeys.of(key.publicKey());
  }

  private static String id(SigningKey key) {
    return key(key).id();
  }
}
