package dev.plimsoll.verifier.boot;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A repository with host roles kiosk and db, builder and auditor; every part may be set wrong. */
final class GateRig {
  static final Digest POLICY = Bytes.ofUtf8("policy").digest();
  static final TestKey BUILDER = TestKey.ed25519("builder");
  static final TestKey AUDITOR = TestKey.ed25519("auditor");
  static final TestKey KIOSK = TestKey.p256("kiosk manager");
  static final TestKey DB = TestKey.p256("db manager");

  final TufRepositorySimulator repository = new TufRepositorySimulator();
  final TrustedStore store = TrustedStore.inMemory(repository.file("1.root.json"));
  final Map<String, Bytes> bytes = new HashMap<>();
  private final List<DelegatedRole> roles = new ArrayList<>();
  private final Map<String, Map<String, TargetFile>> held = new HashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private List<String> published = List.of();
  private final Map<String, Key> keys = new LinkedHashMap<>();

  GateRig() {
    repository.listHashes(false); // a P-256 signature is another one each time
    delegate("host-kiosk", "host/kiosk/*", 1, KIOSK);
    delegate("host-db", "host/db/*", 1, DB);
    delegate("build", "img/*/*", 1, BUILDER);
    delegate("audit", "audit/*/*", 1, AUDITOR);
  }

  static Digest image(String name) {
    return Bytes.ofUtf8("image " + name).digest();
  }

  static ReleasePointer pointer(String version) {
    return new ReleasePointer(image(version), 0, "web", version);
  }

  /** Names a role anew, or first; its file is empty until something is put. */
  void delegate(String role, String paths, long threshold, TestKey... holders) {
    delegate(
        new DelegatedRole(
            role,
            TufRepositorySimulator.role(threshold, holders),
            List.of(new PathPattern(paths)),
            List.of(),
            true),
        roles.size(),
        holders);
  }

  void delegate(DelegatedRole role, int at, TestKey... holders) {
    int before = roles.size();
    roles.removeIf(r -> r.name().equals(role.name()));
    roles.add(Math.min(at, roles.size()), role);
    keys.putAll(TufRepositorySimulator.keyMap(holders));
    repository.signWith(role.name(), holders);
    if (roles.size() > before) {
      repository.setDelegated(role.name(), file(1, Map.of()));
      held.put(role.name(), new LinkedHashMap<>());
    }
    Targets now = repository.targets();
    repository.setTargets(
        new Targets(
            now.version() + 1,
            EXPIRES,
            now.targets(),
            Optional.of(Delegations.of(keys, List.copyOf(roles)))));
  }

  static Targets file(long version, Map<String, TargetFile> targets) {
    return new Targets(version, EXPIRES, targets, Optional.empty());
  }

  void put(String role, String path, TargetFile entry) {
    Map<String, TargetFile> all = held.computeIfAbsent(role, r -> new LinkedHashMap<>());
    all.put(path, entry);
    long version = versions.merge(role, 2L, (a, b) -> a + 1);
    repository.setDelegated(role, file(version, all));
  }

  void build(ReleasePointer image) {
    put("build", image.buildPath(), TargetFile.of(100, image.image(), custom("bundle", POLICY)));
  }

  void audit(ReleasePointer image, String verdict) {
    JsonObject said =
        JsonObject.builder()
            .put("image", image.image().toString())
            .put("policy", POLICY.toString())
            .put("verdict", verdict)
            .build();
    put("audit", image.auditPath(), TargetFile.of(10, image(verdict), plimsoll(said)));
  }

  void release(String hostRole, ReleasePointer to) {
    release("host-" + hostRole, hostRole, to);
  }

  /** As whoever holds the keys of {@code tufRole} would. */
  void release(String tufRole, String hostRole, ReleasePointer to) {
    put(tufRole, ReleasePointer.path(hostRole), to.target());
    bytes.put(ReleasePointer.path(hostRole), to.encode());
  }

  static JsonObject plimsoll(JsonObject said) {
    return JsonObject.builder().put("plimsoll", said).build();
  }

  static JsonObject custom(String member, Digest value) {
    return plimsoll(JsonObject.builder().put(member, value.toString()).build());
  }

  /** All three say version 1 for kiosk hosts. */
  GateRig good() {
    build(pointer("1"));
    audit(pointer("1"), "allow");
    release("kiosk", pointer("1"));
    return this;
  }

  TargetBytes targets() {
    return (path, listed) -> Optional.ofNullable(bytes.get(path));
  }

  Updater refreshed() throws Exception {
    repository.publishNext();
    Updater updater = Updater.of(store, repository.source(), UpdaterLimits.STANDARD, NOW);
    updater.refresh();
    return updater;
  }

  /** Publishes, and learns the names that a client of its own asks for. */
  void refreshedElsewhere() throws Exception {
    repository.publishNext();
    Updater updater =
        Updater.of(
            TrustedStore.inMemory(repository.file("1.root.json")),
            repository.source(),
            UpdaterLimits.STANDARD,
            NOW);
    repository.asked();
    updater.refresh();
    BootGate.of(Set.of(POLICY)).decide(updater, targets(), "kiosk");
    published = repository.asked().stream().filter(n -> !n.equals("2.root.json")).toList();
  }

  List<String> publishedNames() {
    return published;
  }

  /** The published file name of {@code role}. */
  String nameOf(String role) throws Exception {
    refreshedElsewhere();
    return published.stream()
        .filter(n -> n.endsWith("." + role + ".json"))
        .findFirst()
        .orElseThrow();
  }

  BootDecision decide(String hostRole) throws Exception {
    return decide(BootGate.of(Set.of(POLICY)), hostRole);
  }

  BootDecision decide(BootGate gate, String hostRole) throws Exception {
    return gate.decide(refreshed(), targets(), hostRole);
  }
}
