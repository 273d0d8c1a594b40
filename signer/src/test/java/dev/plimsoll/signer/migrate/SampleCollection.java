package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.notary.NotaryDelegation;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.notary.NotaryRole;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.notary.RootAnchor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trust data as the Notary client gives it after it has verified it: targets by a P-256 key, and
 * {@code targets/audit} by an Ed25519 key for {@code layer} and {@code policy/}.
 */
final class SampleCollection {
  static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
  static final Instant EXPIRES = Instant.parse("2033-06-01T12:00:00.123456789Z");
  static final SigningKey TARGETS = FixedKeys.p256("notary targets");
  static final SigningKey AUDIT = FixedKeys.ed25519("notary audit");

  private final String gun;
  final Map<String, TargetFile> targets = new LinkedHashMap<>();
  final Map<String, TargetFile> audited = new LinkedHashMap<>();
  NotaryKey auditKey = notary(AUDIT.publicKey());
  NotaryKey targetsKey = notary(TARGETS.publicKey());
  long threshold = 1;
  long version = 4;

  SampleCollection(String gun) {
    this.gun = gun;
    targets.put("v1", target("one"));
    audited.put("policy/x", target("two"));
    audited.put("elsewhere", target("three"));
  }

  static TargetFile target(String content) {
    Bytes bytes = Bytes.ofUtf8(content);
    JsonObject custom = JsonObject.builder().put("n", 1).build();
    return TargetFile.of(bytes.size(), bytes.digest(), custom);
  }

  static NotaryKey notary(VerifyingKey key) {
    return key.algorithm() == VerifyingKey.Algorithm.ED25519
        ? new NotaryKey(NotaryKey.ED25519, key.rawEd25519())
        : new NotaryKey(NotaryKey.ECDSA, key.spki());
  }

  NotaryTrust trust() {
    NotaryKey root = notary(FixedKeys.p256("notary root").publicKey());
    Map<String, NotaryKey> keys = Map.of(root.id(), root, targetsKey.id(), targetsKey);
    Role byRoot = new Role(List.of(root.id()), 1);
    NotaryFile<NotaryRoot> rootFile =
        NotaryFile.of(
            new NotaryRoot(
                1,
                EXPIRES,
                false,
                keys,
                Map.of(
                    "root",
                    byRoot,
                    "targets",
                    new Role(List.of(targetsKey.id()), 1),
                    "snapshot",
                    byRoot,
                    "timestamp",
                    byRoot)),
            List.of());
    NotaryFile<NotaryTargets> audit =
        NotaryFile.of(
            new NotaryTargets(
                2,
                EXPIRES,
                audited,
                Map.of("policy/x", new JsonString("plain")),
                Map.of(),
                List.of()),
            List.of(new NotaryFile.Signature(auditKey.id(), "rsapkcs1v15", Bytes.ofUtf8("x"))));
    Role byAudit = new Role(List.of(auditKey.id()), threshold);
    NotaryFile<NotaryTargets> top =
        NotaryFile.of(
            new NotaryTargets(
                version,
                EXPIRES,
                targets,
                Map.of(),
                Map.of(auditKey.id(), auditKey),
                List.of(
                    new NotaryDelegation("targets/audit", byAudit, List.of("layer", "policy/")),
                    new NotaryDelegation("targets/later", byAudit, List.of("")))),
            List.of());
    NotaryMeta meta = NotaryMeta.of(Bytes.ofUtf8("x"));
    return new NotaryTrust(
        gun,
        new RootAnchor.FirstUse(List.of(root.id())),
        rootFile,
        NotaryFile.of(new NotaryTimestamp(1, EXPIRES, meta), List.of()),
        NotaryFile.of(
            new NotarySnapshot(1, EXPIRES, Map.of("root", meta, "targets", meta)), List.of()),
        List.of(
            new NotaryRole(
                "targets",
                new Role(List.of(targetsKey.id()), 1),
                keys,
                List.of(""),
                Optional.of(top)),
            new NotaryRole(
                "targets/audit",
                byAudit,
                Map.of(auditKey.id(), auditKey),
                List.of("layer", "policy/"),
                Optional.of(audit)),
            new NotaryRole(
                "targets/later",
                byAudit,
                Map.of(auditKey.id(), auditKey),
                List.of(""),
                Optional.empty())));
  }

  /** As the next version of Notary's targets file. */
  void add(String name, String content) {
    targets.put(name, target(content));
    version++;
  }

  static Instant later(int days) {
    return NOW.plus(Duration.ofDays(days));
  }
}
