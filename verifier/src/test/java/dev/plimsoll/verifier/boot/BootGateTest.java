package dev.plimsoll.verifier.boot;

import static dev.plimsoll.verifier.boot.GateRig.AUDITOR;
import static dev.plimsoll.verifier.boot.GateRig.BUILDER;
import static dev.plimsoll.verifier.boot.GateRig.DB;
import static dev.plimsoll.verifier.boot.GateRig.KIOSK;
import static dev.plimsoll.verifier.boot.GateRig.POLICY;
import static dev.plimsoll.verifier.boot.GateRig.image;
import static dev.plimsoll.verifier.boot.GateRig.pointer;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.boot.BootDecision.Allowed;
import dev.plimsoll.verifier.boot.BootDecision.Reason;
import dev.plimsoll.verifier.boot.BootDecision.Refused;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BootGateTest {
  private final GateRig rig = new GateRig();

  private static void assertRefused(BootDecision decision, Reason... reasons) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Refused.class,
            r ->
                assertThat(r.refusals())
                    .extracting(BootDecision.Refusal::reason)
                    .containsExactly(reasons));
  }

  @Test
  void allows_whenManagersBuilderAndAuditorNameOneDigest() throws Exception {
    assertThat(rig.good().decide("kiosk")).isEqualTo(new Allowed(pointer("1"), POLICY));
  }

  // --- leaked keys -----------------------------------------------------------------------------

  @Test
  void leakedBuilderKey_bootsNothing() throws Exception {
    rig.good();
    rig.put("build", pointer("1").buildPath(), TargetFile.of(9, image("evil"), none()));

    assertRefused(rig.decide("kiosk"), Reason.BUILT_OTHER);
  }

  @Test
  void leakedAuditorKey_bootsNothing() throws Exception {
    rig.good();
    rig.audit(new ReleasePointer(image("evil"), 0, "web", "1"), "allow");

    assertRefused(rig.decide("kiosk"), Reason.AUDITED_OTHER);
  }

  @Test
  void leakedReleaseKey_bootsNothingThatWasNotBuiltAndAudited() throws Exception {
    rig.good();
    rig.release("kiosk", pointer("evil"));

    assertRefused(rig.decide("kiosk"), Reason.NOT_BUILT, Reason.NOT_AUDITED);
  }

  @Test
  void leakedReleaseKey_cannotGiveAnAuditedNameToAnotherImage() throws Exception {
    rig.good();
    rig.release("kiosk", new ReleasePointer(image("evil"), 0, "web", "1"));

    assertRefused(rig.decide("kiosk"), Reason.BUILT_OTHER, Reason.AUDITED_OTHER);
  }

  @Test
  void leakedBuilderAndAuditorKeys_bootNothingNew() throws Exception {
    rig.good();
    rig.build(pointer("evil"));
    rig.audit(pointer("evil"), "allow");

    assertThat(rig.decide("kiosk")).isEqualTo(new Allowed(pointer("1"), POLICY));
  }

  @Test
  void leakedBuilderAndReleaseKeys_bootNothingNew() throws Exception {
    rig.good();
    rig.build(pointer("evil"));
    rig.release("kiosk", pointer("evil"));

    assertRefused(rig.decide("kiosk"), Reason.NOT_AUDITED);
  }

  @Test
  void leakedAuditorAndReleaseKeys_bootNothingNew() throws Exception {
    rig.good();
    rig.audit(pointer("evil"), "allow");
    rig.release("kiosk", pointer("evil"));

    assertRefused(rig.decide("kiosk"), Reason.NOT_BUILT);
  }

  @Test
  void leakedBuilderKey_cannotSpeakForTheAuditor() throws Exception {
    rig.good();
    rig.build(pointer("evil"));
    rig.release("kiosk", pointer("evil"));
    rig.put("build", pointer("evil").auditPath(), allow("evil"));

    assertRefused(rig.decide("kiosk"), Reason.NOT_AUDITED);
  }

  // --- each key its own ------------------------------------------------------------------------

  @Test
  void refuses_whenBuilderAndAuditorShareAKey() throws Exception {
    rig.delegate("audit", "audit/*/*", 1, BUILDER);

    assertRefused(rig.good().decide("kiosk"), Reason.SHARED_KEY);
  }

  @Test
  void refuses_whenAManagerIsTheBuilder() throws Exception {
    rig.delegate("host-kiosk", "host/kiosk/*", 1, KIOSK, BUILDER);

    assertRefused(rig.good().decide("kiosk"), Reason.SHARED_KEY);
  }

  @Test
  void refuses_whenAManagerIsTheAuditor() throws Exception {
    rig.delegate("host-kiosk", "host/kiosk/*", 2, KIOSK, AUDITOR);

    assertRefused(rig.good().decide("kiosk"), Reason.SHARED_KEY);
  }

  @Test
  void refuses_whenTheSharedKeyStandsUnderAnotherId() throws Exception {
    rig.good();
    Delegations now = rig.repository.targets().delegations().orElseThrow();
    Map<String, Key> keys = new LinkedHashMap<>(now.keys());
    keys.put("another-id", TufRepositorySimulator.key(AUDITOR));
    List<DelegatedRole> roles =
        now.roles().stream()
            .map(
                r ->
                    r.name().equals("build")
                        ? new DelegatedRole(
                            "build",
                            new Role(List.of(r.role().keyIds().getFirst(), "another-id"), 1),
                            r.paths(),
                            List.of(),
                            true)
                        : r)
            .toList();
    rig.repository.setTargets(
        new Targets(99, EXPIRES, Map.of(), Optional.of(Delegations.of(keys, roles))));

    assertRefused(rig.decide("kiosk"), Reason.SHARED_KEY);
  }

  @Test
  void refuses_whenABinOfTheBuilderHasTheAuditorsKey() throws Exception {
    bins(AUDITOR, 0);

    assertRefused(rig.decide("kiosk"), Reason.SHARED_KEY);
  }

  // --- host roles ------------------------------------------------------------------------------

  @Test
  void kioskManager_cannotPromoteToDbHosts() throws Exception {
    rig.good();
    rig.release("host-kiosk", "db", pointer("1"));

    assertRefused(rig.decide("db"), Reason.NOT_RELEASED);
  }

  @Test
  void kioskManager_cannotPromoteToDbHosts_thoughEveryPathWereHis() throws Exception {
    rig.good();
    rig.delegate(role("host-kiosk", "host/*/*", KIOSK), 0, KIOSK);
    rig.release("host-kiosk", "db", pointer("1"));

    assertRefused(rig.decide("db"), Reason.OTHER_ROLE);
  }

  @Test
  void refuses_whenTheTopLevelTargetsListThePointer() throws Exception {
    rig.good();
    Targets now = rig.repository.targets();
    rig.repository.setTargets(
        new Targets(
            now.version() + 1,
            EXPIRES,
            Map.of("host/db/current", pointer("1").target()),
            now.delegations()));
    rig.bytes.put("host/db/current", pointer("1").encode());

    assertRefused(rig.decide("db"), Reason.OTHER_ROLE);
  }

  @Test
  void refuses_whenAnEarlierRoleSpeaksForTheBuilder() throws Exception {
    TestKey other = TestKey.ed25519("other");
    rig.good();
    rig.delegate(role("mirror", "img/*/*", other), 0, other);
    rig.put("mirror", pointer("1").buildPath(), TargetFile.of(1, image("1"), none()));

    assertRefused(rig.decide("kiosk"), Reason.OTHER_ROLE);
  }

  @Test
  void refuses_whenADelegateOfTheManagersSpeaks() throws Exception {
    TestKey helper = TestKey.ed25519("helper");
    rig.good();
    rig.repository.setDelegated("host-db", GateRig.file(2, Map.of()));
    rig.repository.delegate(
        "host-db",
        role("helper", "host/db/*", helper),
        helper,
        Map.of("host/db/current", pointer("1").target()));
    rig.bytes.put("host/db/current", pointer("1").encode());

    assertRefused(rig.decide("db"), Reason.OTHER_ROLE);
  }

  @Test
  void refuses_whenTheRoleIsNotDelegated() throws Exception {
    assertRefused(rig.good().decide("web"), Reason.NOT_DELEGATED);
  }

  @Test
  void refuses_whenBuiltForOtherHosts() throws Exception {
    rig.good();
    JsonObject db = JsonObject.builder().putStrings("hostRoles", List.of("db")).build();
    rig.put("build", pointer("1").buildPath(), TargetFile.of(1, image("1"), GateRig.plimsoll(db)));

    assertRefused(rig.decide("kiosk"), Reason.BUILT_FOR_OTHERS);
  }

  // --- thresholds ------------------------------------------------------------------------------

  @Test
  void oneOfTwoManagers_movesNothing() throws Exception {
    TestKey second = TestKey.ed25519("second manager");
    rig.delegate("host-kiosk", "host/kiosk/*", 2, KIOSK, second);
    rig.good();
    rig.repository.signWith("host-kiosk", second);

    assertThatThrownBy(() -> rig.decide("kiosk"))
        .isInstanceOfSatisfying(
            ThresholdException.class,
            e -> {
              assertThat(e.role()).isEqualTo("host-kiosk");
              assertThat(e.found()).isEqualTo(1);
            });
  }

  @Test
  void twoOfThreeManagers_release() throws Exception {
    TestKey second = TestKey.ed25519("second manager");
    TestKey third = TestKey.ed25519("third manager");
    rig.delegate("host-kiosk", "host/kiosk/*", 2, KIOSK, second, third);
    rig.good();
    rig.repository.signWith("host-kiosk", third, KIOSK);

    assertThat(rig.decide("kiosk")).isInstanceOf(Allowed.class);
  }

  @Test
  void managerOfAnotherRole_isNoManager() throws Exception {
    rig.good();
    rig.repository.signWith("host-kiosk", DB);

    assertThatThrownBy(() -> rig.decide("kiosk")).isInstanceOf(ThresholdException.class);
  }

  // --- pointer ---------------------------------------------------------------------------------

  @Test
  void refuses_whenNothingIsReleased() throws Exception {
    assertRefused(rig.good().decide("db"), Reason.NOT_RELEASED);
  }

  @Test
  void refuses_whenThePointerIsBelowTheHostsFloor() throws Exception {
    assertRefused(
        rig.good().decide(BootGate.of(Set.of(POLICY)).notBelow(1), "kiosk"), Reason.POINTER_OLD);
  }

  @Test
  void refuses_whenThePointerContradictsItsEntry() throws Exception {
    rig.good();
    Bytes bytes = pointer("1").encode();
    rig.put(
        "host-kiosk",
        "host/kiosk/current",
        TargetFile.of(bytes.size(), bytes.digest(), GateRig.custom("image", image("other"))));

    assertRefused(rig.decide("kiosk"), Reason.POINTER_MALFORMED);
  }

  @Test
  void refuses_whenThePointerIsNone() throws Exception {
    rig.good();
    Bytes bytes = Bytes.ofUtf8("{\"image\":1}");
    rig.put(
        "host-kiosk", "host/kiosk/current", TargetFile.of(bytes.size(), bytes.digest(), none()));
    rig.bytes.put("host/kiosk/current", bytes);

    assertRefused(rig.decide("kiosk"), Reason.POINTER_MALFORMED);
  }

  @Test
  void refusesALongPointer_withoutFetchingIt() throws Exception {
    rig.good();
    rig.put("host-kiosk", "host/kiosk/current", TargetFile.of(1L << 40, image("endless"), none()));
    rig.bytes.remove("host/kiosk/current");

    assertRefused(rig.decide("kiosk"), Reason.POINTER_MALFORMED);
  }

  @Test
  void rejectsAPointerOfOtherBytes() throws Exception {
    rig.good();
    rig.bytes.put("host/kiosk/current", pointer("2").encode());

    assertThatThrownBy(() -> rig.decide("kiosk")).isInstanceOf(HashMismatchException.class);
  }

  @Test
  void rejectsAMissingPointer() throws Exception {
    rig.good();
    rig.bytes.clear();

    assertThatThrownBy(() -> rig.decide("kiosk"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host/kiosk/current");
  }

  // --- verdict ---------------------------------------------------------------------------------

  @Test
  void refuses_whenTheAuditorDenies() throws Exception {
    rig.good();
    rig.audit(pointer("1"), "deny");

    assertRefused(rig.decide("kiosk"), Reason.AUDIT_DENIED);
  }

  @Test
  void refuses_whenTheVerdictHasNoCustom() throws Exception {
    rig.good();
    rig.put("audit", pointer("1").auditPath(), TargetFile.of(1, image("1"), none()));

    assertRefused(
        rig.decide("kiosk"), Reason.AUDITED_OTHER, Reason.AUDIT_DENIED, Reason.POLICY_UNKNOWN);
  }

  @Test
  void refuses_whenThePolicyIsNotTheHosts() throws Exception {
    assertRefused(
        rig.good().decide(BootGate.of(Set.of(image("other policy"))), "kiosk"),
        Reason.POLICY_UNKNOWN);
  }

  @Test
  void refuses_whenNoPolicyIsAccepted() throws Exception {
    assertRefused(rig.good().decide(BootGate.of(Set.of()), "kiosk"), Reason.POLICY_UNKNOWN);
  }

  // --- bins ------------------------------------------------------------------------------------

  @Test
  void allows_throughHashBinsOfTheBuilder() throws Exception {
    bins(BUILDER, 0);

    assertThat(rig.decide("kiosk")).isInstanceOf(Allowed.class);
  }

  @Test
  void rejects_whenTheBinIsNotSigned() throws Exception {
    String bin = bins(BUILDER, 0);
    rig.repository.signWith(bin, TestKey.ed25519("nobody"));

    assertThatThrownBy(() -> rig.decide("kiosk")).isInstanceOf(ThresholdException.class);
  }

  @Test
  void rejects_whenAnExpiredFileIsOnTheWay() throws Exception {
    rig.good();
    rig.repository.setDelegated(
        "audit",
        new Targets(
            9,
            TufRepositorySimulator.NOW,
            Map.of(pointer("1").auditPath(), allow("1")),
            Optional.empty()));

    assertThatThrownBy(() -> rig.decide("kiosk")).isInstanceOf(TufException.ExpiredException.class);
  }

  /** The builder's targets in two succinct bins, signed with {@code key}. */
  private String bins(TestKey key, int extra) {
    rig.good();
    String path = pointer("1").buildPath();
    SuccinctRoles succinct =
        new SuccinctRoles(TufRepositorySimulator.role(1, key), 1 + extra, "build");
    String bin = succinct.binOf(path).name();
    rig.repository.setDelegated(
        "build",
        new Targets(
            7,
            EXPIRES,
            Map.of(),
            Optional.of(
                new Delegations(
                    TufRepositorySimulator.keyMap(key), List.of(), Optional.of(succinct)))));
    rig.repository.setDelegated(
        bin, GateRig.file(1, Map.of(path, TargetFile.of(1, image("1"), none()))));
    rig.repository.signWith(bin, key);
    return bin;
  }

  private static DelegatedRole role(String name, String paths, TestKey key) {
    return new DelegatedRole(
        name,
        TufRepositorySimulator.role(1, key),
        List.of(new PathPattern(paths)),
        List.of(),
        false);
  }

  private static TargetFile allow(String version) {
    return TargetFile.of(
        1,
        image(version),
        GateRig.plimsoll(
            JsonObject.builder()
                .put("image", image(version).toString())
                .put("policy", POLICY.toString())
                .put("verdict", "allow")
                .build()));
  }

  private static JsonObject none() {
    return JsonObject.builder().build();
  }
}
