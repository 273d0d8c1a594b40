package dev.plimsoll.verifier.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.verifier.tuf.MetadataSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TUF repository in memory whose every part a test may set, right or wrong: it signs whatever
 * metadata it holds with whatever keys it was given. Files come out of {@link #source}, which notes
 * what was asked for. Not thread-safe.
 */
public final class TufRepositorySimulator {
  /** All metadata expires then, unless a test says otherwise. */
  public static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

  /** A moment at which all is well. */
  public static final Instant NOW = EXPIRES.minus(Duration.ofDays(30));

  /** Who signs a role's file; not what the delegator says about it. */
  private final Map<String, List<TufSigner>> signers = new HashMap<>();

  private final Map<String, Bytes> files = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Targets> delegated = new LinkedHashMap<>();
  private Root root;
  private Timestamp timestamp;
  private Snapshot snapshot;
  private Targets targets;
  private boolean hashes = true;

  /** One key for each top-level role, version 1 of everything, consistent snapshots, published. */
  public TufRepositorySimulator() {
    Map<String, Key> keys = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    for (String name : Root.TOP_LEVEL) {
      TestKey key = TestKey.ed25519(name);
      signers.put(name, List.of(key));
      keys.put(key(key).id(), key(key));
      roles.put(name, role(1, key));
    }
    root = new Root(1, EXPIRES, true, keys, roles);
    targets = new Targets(1, EXPIRES, Map.of(), Optional.empty());
    snapshot = new Snapshot(1, EXPIRES, Map.of("targets.json", MetaFile.of(1)));
    timestamp = new Timestamp(1, EXPIRES, MetaFile.of(1));
    publishRoot();
    publish();
  }

  public static Key key(TufSigner key) {
    return key.tufKey();
  }

  public static Role role(long threshold, TufSigner... keys) {
    return new Role(List.of(keys).stream().map(k -> key(k).id()).toList(), threshold);
  }

  public static Map<String, Key> keyMap(TufSigner... keys) {
    Map<String, Key> map = new LinkedHashMap<>();
    for (TufSigner key : keys) {
      map.put(key(key).id(), key(key));
    }
    return map;
  }

  public Root root() {
    return root;
  }

  public Timestamp timestamp() {
    return timestamp;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  public Targets targets() {
    return targets;
  }

  /** The next {@link #publish} signs {@code role}'s file with these. */
  public void signWith(String role, TufSigner... keys) {
    signers.put(role, List.of(keys));
  }

  /** Whether timestamp and snapshot list length and hashes; they do at first. */
  public void listHashes(boolean list) {
    hashes = list;
  }

  public void setRoot(Root next) {
    root = next;
  }

  public void setTimestamp(Timestamp next) {
    timestamp = next;
  }

  public void setSnapshot(Snapshot next) {
    snapshot = next;
  }

  public void setTargets(Targets next) {
    targets = next;
  }

  public void setDelegated(String role, Targets next) {
    delegated.put(role, next);
  }

  /** A root with other keys for one role, one version on; not yet published. */
  public void rotate(String role, long threshold, TufSigner... keys) {
    Map<String, Key> all = new LinkedHashMap<>(root.keys());
    all.putAll(keyMap(keys));
    Map<String, Role> roles = new LinkedHashMap<>(root.roles());
    roles.put(role, role(threshold, keys));
    root = new Root(root.version() + 1, root.expires(), root.consistentSnapshot(), all, roles);
  }

  /** Targets with one more delegation, whose file holds {@code paths} as targets. */
  public void delegate(
      String delegator, DelegatedRole role, TufSigner key, Map<String, TargetFile> held) {
    Targets parent = delegator.equals(Targets.TYPE) ? targets : delegated(delegator);
    Map<String, Key> keys = new LinkedHashMap<>(keyMap(key));
    List<DelegatedRole> roles = new ArrayList<>();
    parent.delegations().ifPresent(d -> keys.putAll(d.keys()));
    parent.delegations().ifPresent(d -> roles.addAll(d.roles()));
    roles.add(role);
    Targets next =
        new Targets(
            parent.version(),
            parent.expires(),
            parent.targets(),
            Optional.of(Delegations.of(keys, roles)));
    if (delegator.equals(Targets.TYPE)) {
      targets = next;
    } else {
      delegated.put(delegator, next);
    }
    signers.put(role.name(), List.of(key));
    delegated.putIfAbsent(role.name(), new Targets(1, EXPIRES, held, Optional.empty()));
  }

  private Targets delegated(String role) {
    return Optional.ofNullable(delegated.get(role)).orElseThrow();
  }

  /** Publishes the root under its version. */
  public void publishRoot() {
    put(root.version() + ".root.json", sign(Root.TYPE, root));
  }

  /** Raises snapshot and timestamp by one, to list what is held now, and publishes all but root. */
  public void publishNext() {
    Map<String, MetaFile> meta = new LinkedHashMap<>();
    meta.put("targets.json", listed(targets.version(), sign(Targets.TYPE, targets)));
    delegated.forEach(
        (role, file) -> meta.put(role + ".json", listed(file.version(), sign(role, file))));
    snapshot = new Snapshot(snapshot.version() + 1, snapshot.expires(), meta);
    timestamp =
        new Timestamp(
            timestamp.version() + 1,
            timestamp.expires(),
            listed(snapshot.version(), sign(Snapshot.TYPE, snapshot)));
    publish();
  }

  private MetaFile listed(long version, Signed<?> file) {
    return hashes ? MetaFile.of(version, file.file()) : MetaFile.of(version);
  }

  /** Publishes everything but root exactly as it is held. */
  public void publish() {
    put(name("targets", targets.version()), sign(Targets.TYPE, targets));
    delegated.forEach((role, file) -> put(name(role, file.version()), sign(role, file)));
    put(name("snapshot", snapshot.version()), sign(Snapshot.TYPE, snapshot));
    put("timestamp.json", sign(Timestamp.TYPE, timestamp));
  }

  private String name(String role, long version) {
    String quoted =
        URLEncoder.encode(role, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A")
            .replace("%7E", "~");
    return root.consistentSnapshot() ? version + "." + quoted + ".json" : quoted + ".json";
  }

  private void put(String name, Signed<?> file) {
    files.put(name, file.file());
  }

  /** The file as this repository would sign it now. */
  public <T extends TufMetadata> Signed<T> sign(String role, T metadata) {
    Bytes message = Signed.toBeSigned(metadata);
    List<Signed.Signature> signatures = new ArrayList<>();
    for (TufSigner key : signers.getOrDefault(role, List.of())) {
      signatures.add(new Signed.Signature(key(key).id(), key.sign(message).hex()));
    }
    return Signed.of(metadata, signatures);
  }

  /** Replaces one published file, whatever its content. */
  public void replace(String name, Bytes content) {
    files.put(name, content);
  }

  public void remove(String name) {
    files.remove(name);
  }

  public Bytes file(String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  /** One published file, where there is one. */
  public Optional<Bytes> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** The newest file of one of the three online top-level roles. */
  public Bytes newest(String role) {
    return file(
        switch (role) {
          case Timestamp.TYPE -> "timestamp.json";
          case Snapshot.TYPE -> name(role, snapshot.version());
          default ->
              name(role, role.equals(Targets.TYPE) ? targets.version() : delegated(role).version());
        });
  }

  /** Names asked of {@link #source} since the last call. */
  public List<String> asked() {
    List<String> names = List.copyOf(asked);
    asked.clear();
    return names;
  }

  public MetadataSource source() {
    MetadataSource source = MetadataSource.of(files);
    return (name, maxBytes) -> {
      asked.add(name);
      return source.fetch(name, maxBytes);
    };
  }
}
