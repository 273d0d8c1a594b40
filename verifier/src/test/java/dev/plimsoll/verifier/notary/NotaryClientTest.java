package dev.plimsoll.verifier.notary;

import static dev.plimsoll.verifier.notary.NotarySimulator.GUN;
import static dev.plimsoll.verifier.notary.NotarySimulator.NOW;
import static dev.plimsoll.verifier.notary.NotarySimulator.VALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.verifier.notary.NotaryException.ChecksumException;
import dev.plimsoll.verifier.notary.NotaryException.ExpiredException;
import dev.plimsoll.verifier.notary.NotaryException.ForeignParentException;
import dev.plimsoll.verifier.notary.NotaryException.LengthException;
import dev.plimsoll.verifier.notary.NotaryException.MalformedException;
import dev.plimsoll.verifier.notary.NotaryException.MissingException;
import dev.plimsoll.verifier.notary.NotaryException.RollbackException;
import dev.plimsoll.verifier.notary.NotaryException.ThresholdException;
import dev.plimsoll.verifier.notary.NotaryException.TooManyException;
import dev.plimsoll.verifier.notary.NotaryException.UntrustedRootException;
import dev.plimsoll.verifier.notary.NotaryException.WrongVersionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotaryClientTest {
  private final NotarySimulator server = new NotarySimulator();

  private NotaryTrust verify(RootTrust trust, Map<String, Bytes> remembered) throws Exception {
    return NotaryClient.of(GUN, server.source(), NotaryLimits.STANDARD, remembered, NOW)
        .verify(trust);
  }

  private NotaryTrust verify() throws Exception {
    return verify(new RootTrust.FirstUse(), Map.of());
  }

  private static RootTrust pinned(TestSigner key) {
    return new RootTrust.PinnedCertificates(Set.of(key.id()));
  }

  private void refused(Class<? extends NotaryException> type, String message) {
    refused(this::verify, type, message);
  }

  private static void refused(
      ThrowingCallable look, Class<? extends NotaryException> type, String message) {
    assertThatThrownBy(look).isInstanceOf(type).hasMessageContaining(message);
  }

  @Test
  void readsACollection_withDelegationsInOrder() throws Exception {
    server.delegate("targets", "targets/releases", TestSigner.rsa("rsapss"), "");
    server.delegate("targets", "targets/audit", TestSigner.rsa("rsapkcs1v15"), "layer", "p/");
    server.delegate(
        "targets/audit", "targets/audit/eu", TestSigner.ecdsa("secp384r1"), "p/eu", "x");
    server.addTarget("targets/releases", "v2", "two");
    server.addTarget("targets/audit", "layer-1", "layer");
    server.addTarget("targets/audit", "elsewhere", "stray");
    server.addTarget("targets/audit/eu", "p/eu-1", "eu");
    server.addTarget("targets/audit/eu", "x1", "beyond its parent");
    server.publishBelowRoot();

    NotaryTrust trust = verify();

    assertThat(trust.roles())
        .extracting(NotaryRole::name)
        .containsExactly("targets", "targets/releases", "targets/audit", "targets/audit/eu");
    assertThat(trust.roles().get(2).targets()).containsOnlyKeys("layer-1");
    assertThat(trust.roles().get(2).strayTargets()).containsExactly("elsewhere");
    assertThat(trust.roles().get(3).paths()).containsExactly("p/eu");
    assertThat(trust.roles().get(3).targets()).containsOnlyKeys("p/eu-1");
  }

  @Test
  void firstUseIsToldAsWhatItIs() throws Exception {
    assertThat(verify().anchor())
        .isEqualTo(new RootAnchor.FirstUse(List.of(server.rootKeys.getFirst().id())));
  }

  @Test
  void aDelegationWithoutAFileIsKept() throws Exception {
    server.delegate("targets", "targets/later", TestSigner.ed25519(), "");
    server.publishBelowRoot();

    assertThat(verify().roles().getLast().file()).isEmpty();
  }

  @Test
  void aPinnedCertificateIsFollowedThroughRotations() throws Exception {
    TestSigner first = server.rootKeys.getFirst();
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));

    assertThat(verify(pinned(first), Map.of()).anchor())
        .isEqualTo(new RootAnchor.Pinned(first.id(), 1));
    TestSigner newest = server.rootKeys.getFirst();
    assertThat(verify(pinned(newest), Map.of()).anchor())
        .isEqualTo(new RootAnchor.Pinned(newest.id(), 3));
  }

  @Test
  void anotherPinnedCertificateIsRefused() {
    refused(
        () -> verify(pinned(TestSigner.ed25519()), Map.of()),
        UntrustedRootException.class,
        "no root of " + GUN + " from version 1 to 1");
  }

  @Test
  void aRootThatThePinnedOneDidNotSignIsRefused() {
    TestSigner first = server.rootKeys.getFirst();
    server.rootKeys = List.of(NotarySimulator.rootSigner(GUN, VALID));
    server.publish();

    refused(() -> verify(pinned(first), Map.of()), ThresholdException.class, "root version 1");
    refused(ThresholdException.class, "root version 1");
  }

  @Test
  void aCaThatIssuedTheCertificateIsEnough_anotherIsNot() throws Exception {
    TestCa ca = new TestCa("ca");
    server.rotateRoot(ca.issue(GUN));

    assertThat(verify(new RootTrust.PinnedCa(List.of(ca.certificate())), Map.of()).anchor())
        .isEqualTo(new RootAnchor.IssuedByCa("CN=" + GUN));
    refused(
        () -> verify(new RootTrust.PinnedCa(List.of(new TestCa("ca").certificate())), Map.of()),
        UntrustedRootException.class,
        "not signed by enough certificates of the pinned CA");
  }

  @Test
  void aCertificateForAnotherCollectionDoesNotCount_aWildcardDoes() throws Exception {
    server.rotateRoot(NotarySimulator.rootSigner("example.com/team/*", VALID));
    assertThat(verify().roles()).hasSize(1);

    server.rotateRoot(NotarySimulator.rootSigner("example.com/other/web", VALID));
    refused(ThresholdException.class, "as valid certificates for " + GUN);
  }

  @Test
  void anExpiredCertificateDoesNotCount() {
    server.rotateRoot(
        NotarySimulator.rootSigner(
            GUN,
            new TestCertificates.Validity(
                NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))));
    refused(ThresholdException.class, "0 valid signatures");
  }

  @Test
  void anExpiredCertificateMayHandOver() throws Exception {
    server.rotateRoot(
        NotarySimulator.rootSigner(
            GUN,
            new TestCertificates.Validity(
                NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)))));
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    assertThat(verify().root().signed().version()).isEqualTo(3);
  }

  @Test
  void aBareKeyIsNoRootKey() {
    server.rotateRoot(TestSigner.ecdsa("secp256r1"));
    refused(ThresholdException.class, "0 valid signatures");
  }

  @Test
  void oneKeyInTwoCertificatesIsOneSignature() {
    TestSigner one = server.rootKeys.getFirst();
    TestSigner again =
        one.certified(
            TestCertificates.pem(
                new TestCertificates.Subject(
                    GUN, one.pair().getPublic(), TestCertificates.Kind.LEAF),
                new TestCertificates.Validity(VALID.from(), VALID.to().plusSeconds(1)),
                GUN,
                one.pair().getPrivate()));
    server.rootThreshold = 2;
    server.rotateRoot(one, again);

    refused(ThresholdException.class, "1 valid signatures by different keys");
  }

  @Test
  void aThresholdOfTwoNeedsTwo() throws Exception {
    server.rootThreshold = 2;
    server.rotateRoot(server.rootKeys.getFirst(), NotarySimulator.rootSigner(GUN, VALID));
    assertThat(verify().root().signed().version()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets"})
  void aFileByTheWrongKeyIsRefused(String role) {
    switch (role) {
      case "timestamp" -> server.timestampKey = TestSigner.ed25519();
      case "snapshot" -> server.snapshotKey = TestSigner.ed25519();
      default -> server.targetsKey = TestSigner.ed25519();
    }
    server.publishBelowRoot();
    refused(ThresholdException.class, role + ".json version 2 has 0 valid signatures");
  }

  @Test
  void aDelegatedFileByTheWrongKeyIsRefused() {
    server.delegate("targets", "targets/a", TestSigner.ed25519(), "");
    server.addTarget("targets/a", "x", "x");
    server.signers.put("targets/a", List.of(TestSigner.ed25519()));
    server.publishBelowRoot();
    refused(ThresholdException.class, "targets/a.json version 1 has 0 valid signatures");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "timestamp", "snapshot", "targets"})
  void anExpiredFileIsRefused(String role) {
    server.expiries.put(role, NOW);
    server.publish();
    refused(ExpiredException.class, role + ".json version 2 expired at " + NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "targets"})
  void anOldFileInPlaceOfTheListedOneIsRefused(String role) {
    Bytes old = server.file(role + ".json");
    server.addTarget("targets", "vvvvvvvv2", "two");
    server.publishBelowRoot();
    server.replaceListed(role, old);
    refused(ChecksumException.class, role + ".json has another length or checksum");
  }

  @Test
  void aFileThatIsLongerThanListedIsRefused() {
    server.replaceListed("targets", Bytes.ofUtf8(server.file("targets.json").utf8() + " "));
    refused(LengthException.class, "targets.");
  }

  @Test
  void endlessDataIsRefused() {
    server.files.put("timestamp.json", Bytes.copyOf(new byte[70_000]));
    refused(LengthException.class, "more than 64000 bytes");
    server.files.put("root.json", Bytes.copyOf(new byte[600_000]));
    refused(LengthException.class, "more than 512000 bytes");
  }

  @Test
  void aListedLengthOverTheLimitIsRefusedBeforeTheFetch() {
    NotaryMeta meta = NotaryMeta.of(server.file("snapshot.json"));
    server.publishTimestamp(new NotaryMeta(1L << 40, meta.hashes()));
    refused(LengthException.class, "1099511627776 bytes are listed");
  }

  @Test
  void aRootThatTheSnapshotDoesNotListIsMixAndMatch() {
    server.publishRoot();
    refused(ChecksumException.class, "root.json has another length or checksum than snapshot.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"root.json", "timestamp.json"})
  void aMissingFileIsNamed(String name) {
    server.files.remove(name);
    refused(MissingException.class, "no " + name);
  }

  @Test
  void aMissingStepBetweenRootsIsRefused() {
    TestSigner first = server.rootKeys.getFirst();
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    Map<String, Bytes> remembered = Map.of("root", server.file("1.root.json"));
    server.files.remove("2.root.json");
    refused(
        () -> verify(new RootTrust.FirstUse(), remembered),
        MissingException.class,
        "no 2.root.json");
    refused(() -> verify(pinned(first), Map.of()), UntrustedRootException.class, "3 to 3");
  }

  @Test
  void aRootUnderAnotherVersionIsRefused() {
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    server.files.put("1.root.json", server.file("2.root.json"));
    refused(WrongVersionException.class, "root.json has version 2, wanted 1");
  }

  @Test
  void whatIsRememberedMayNotGrowOlder() throws Exception {
    Map<String, Bytes> old = Map.copyOf(server.files);
    server.addTarget("targets", "v2", "two");
    server.rotateRoot(NotarySimulator.rootSigner(GUN, VALID));
    Map<String, Bytes> remembered = verify().files();
    assertThat(verify(new RootTrust.FirstUse(), remembered).anchor())
        .isEqualTo(new RootAnchor.Remembered(2));

    server.files.clear();
    server.files.putAll(old);
    refused(
        () -> verify(new RootTrust.FirstUse(), remembered),
        RollbackException.class,
        "root.json has version 1, older than trusted version 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets"})
  void aSingleFileMayNotGrowOlder(String role) throws Exception {
    server.versions.put(role, 5L);
    server.publishBelowRoot();
    Map<String, Bytes> remembered = verify().files();
    for (String other : List.of("timestamp", "snapshot", "targets")) {
      server.versions.put(other, 9L);
    }
    server.versions.put(role, 3L);
    server.publishBelowRoot();
    refused(
        () -> verify(new RootTrust.FirstUse(), remembered),
        RollbackException.class,
        role + ".json has version 4, older than trusted version 6");
  }

  @Test
  void twoContentsOfOneVersionAreRefused() throws Exception {
    Map<String, Bytes> remembered = verify().files();
    server.versions.put("targets", 0L);
    server.addTarget("targets", "v1", "other");
    server.publishBelowRoot();
    refused(
        () -> verify(new RootTrust.FirstUse(), remembered),
        WrongVersionException.class,
        "its content is not that of trusted version 1");
  }

  @Test
  void aDelegationBySomebodyElsesParentIsRefused() {
    server.delegate("targets", "targets/a/b", TestSigner.ed25519(), "");
    server.publishBelowRoot();
    refused(ForeignParentException.class, "targets.json delegates to targets/a/b");
  }

  @Test
  void tenThousandDelegationsAreRefused() {
    TestSigner key = TestSigner.ed25519();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      names.add("targets/r" + i);
    }
    names.forEach(n -> server.delegate("targets", n, key, ""));
    server.publishBelowRoot();
    refused(TooManyException.class, "1100 delegations are listed; the limit is 1024");
  }

  @Test
  void tooManyFilesOfRolesAreRefused() {
    TestSigner key = TestSigner.ed25519();
    for (int i = 0; i < 300; i++) {
      server.delegate("targets", "targets/r" + i, key, "");
      server.addTarget("targets/r" + i, "x", "x");
    }
    server.publishBelowRoot();
    refused(TooManyException.class, "the limit is 256");
  }

  @Test
  void whatIsNoMetadataIsRefused() {
    server.files.put("timestamp.json", server.file("snapshot.json"));
    refused(MalformedException.class, "_type is \"Snapshot\", wanted \"Timestamp\"");
  }

  @Test
  void aFileBySha512AloneIsFetchedByIt() throws Exception {
    NotaryMeta meta = NotaryMeta.of(server.file("snapshot.json"));
    Map<String, String> hashes = new LinkedHashMap<>(meta.hashes());
    hashes.remove("sha256");
    server.publishTimestamp(new NotaryMeta(meta.length(), hashes));
    server.files.put("snapshot." + hashes.get("sha512") + ".json", server.file("snapshot.json"));
    assertThat(verify().snapshot().signed().version()).isEqualTo(1);
  }

  @Test
  void aSnapshotThatForgetsARoleLeavesItEmpty() throws Exception {
    server.delegate("targets", "targets/a", TestSigner.ed25519(), "");
    server.addTarget("targets/a", "x", "x");
    server.publishBelowRoot();
    NotarySnapshot full = verify().snapshot().signed();
    Map<String, NotaryMeta> meta = new LinkedHashMap<>(full.meta());
    meta.remove("targets/a");
    server.publishSnapshot(new NotarySnapshot(9, full.expires(), meta));
    assertThat(verify().roles().getLast().targets()).isEmpty();
  }
}
