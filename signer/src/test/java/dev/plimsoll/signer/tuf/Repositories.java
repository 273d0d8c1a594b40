package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.RoleSigners.Named;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufKeys;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A repository of n-of-m roles and what tests do with it. */
final class Repositories {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** Two bins a role: small enough to crash between all steps. */
  static final BinPolicy TWO_BINS = new BinPolicy(Map.of(), new BinPolicy.Tree(1, 1_000));

  private Repositories() {}

  static SigningKey key(String name) {
    return FixedKeys.ed25519(name);
  }

  static Role role(Map<String, Key> keys, int threshold, String... holders) {
    List<String> ids = new ArrayList<>();
    for (String holder : holders) {
      Key key = TufKeys.of(key(holder).publicKey());
      keys.put(key.id(), key);
      ids.add(key.id());
    }
    return new Role(ids, threshold);
  }

  /** Root 2 of 3, targets 2 of 2; online keys as named. */
  static Root root(long version, String timestamp, String snapshot, String... targets) {
    Map<String, Key> keys = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put("root", role(keys, 2, "root-a", "root-b", "root-c"));
    roles.put("timestamp", role(keys, 1, timestamp));
    roles.put("snapshot", role(keys, 1, snapshot));
    roles.put("targets", role(keys, 2, targets));
    return new Root(version, NOW.plus(Duration.ofDays(365)), true, keys, roles);
  }

  /** Host role kiosk, 2 of 3 managers; build with the named key, audit. */
  static Targets targets(long version, String build, String... managers) {
    Map<String, Key> keys = new LinkedHashMap<>();
    List<DelegatedRole> roles = new ArrayList<>();
    roles.add(delegate("host-kiosk", role(keys, 2, managers), "host/kiosk/*"));
    roles.add(delegate("build", role(keys, 1, build), "img/*/*"));
    roles.add(delegate("audit", role(keys, 1, "auditor"), "audit/*/*"));
    return new Targets(
        version,
        NOW.plus(Duration.ofDays(365)),
        Map.of(),
        Optional.of(Delegations.of(keys, roles)));
  }

  private static DelegatedRole delegate(String name, Role role, String paths) {
    return new DelegatedRole(name, role, List.of(new PathPattern(paths)), List.of(), true);
  }

  static Targets pointer(long version, String content) {
    return new Targets(
        version,
        NOW.plus(Duration.ofDays(90)),
        content.isEmpty()
            ? Map.of()
            : Map.of(
                "host/kiosk/current",
                TargetFile.of(content.length(), digest(content), JsonObject.builder().build())),
        Optional.empty());
  }

  static Bytes sign(TufMetadata metadata, String... holders) throws IOException {
    List<Named> named =
        Arrays.stream(holders)
            .map(h -> new Named(TufKeys.of(key(h).publicKey()).id(), key(h)))
            .toList();
    Signed<?> signed = new RoleSigners(named).sign(metadata);
    return signed.file();
  }

  static KeyRing online(String... more) {
    List<SigningKey> keys = new ArrayList<>();
    for (String name : List.of("builder", "auditor", "timestamp", "snapshot")) {
      keys.add(key(name));
    }
    Arrays.stream(more).forEach(name -> keys.add(key(name)));
    return KeyRing.of(keys);
  }

  static void initialise(Path directory) throws IOException, FormatException {
    TufRepository.initialise(
        directory,
        Map.of(
            "root",
            sign(root(1, "timestamp", "snapshot", "targets-a", "targets-b"), "root-a", "root-c"),
            "targets",
            sign(targets(1, "builder", "m-a", "m-b", "m-c"), "targets-a", "targets-b")),
        online(),
        TWO_BINS,
        NOW);
  }

  static TufRepository open(Path directory, PublishStep steps, String... moreKeys)
      throws IOException, FormatException {
    return TufRepository.open(directory, online(moreKeys), TWO_BINS, steps);
  }

  static NewTarget image(int number) {
    String content = "image " + number;
    return new NewTarget(
        "build",
        "img/web/" + number,
        content.length(),
        digest(content),
        JsonObject.builder().build());
  }

  static Digest digest(String content) {
    return Bytes.ofUtf8(content).digest();
  }

  /** A new client of the bare directory, as a static server gives it out. */
  static Optional<TargetFile> seenOnDisk(Path directory, String path, Instant now)
      throws Exception {
    Path metadata = directory.resolve("metadata");
    Updater client =
        Updater.of(
            TrustedStore.inMemory(
                Bytes.copyOf(Files.readAllBytes(metadata.resolve("1.root.json")))),
            MetadataSource.of(metadata),
            UpdaterLimits.STANDARD,
            now);
    client.refresh();
    return client.findTarget(path);
  }

  /** Throws before step number {@code at}, once, and notes the steps. */
  static final class CrashAt implements PublishStep {
    private final int at;
    private final List<String> steps = new ArrayList<>();

    CrashAt(int at) {
      this.at = at;
    }

    List<String> steps() {
      return List.copyOf(steps);
    }

    @Override
    public void before(String step) throws IOException {
      steps.add(step);
      if (steps.size() - 1 == at) {
        throw new IOException("crash before " + step);
      }
    }
  }
}
