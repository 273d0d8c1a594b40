package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.TufKeys;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs a {@link Migration} with the keys and signatures that are at hand. What comes out is either
 * a whole repository, which a client has been run over, or files that wait for signatures.
 */
public final class SigningRound {
  private final Migration migration;
  private final KnownFiles known;
  private final List<SigningKey> keys;
  private final List<Signature> given;
  private final Instant now;

  /**
   * @param keys private keys; each signs what names it
   * @param given signatures that were made elsewhere; each is added where it holds
   */
  public SigningRound(
      Migration migration,
      KnownFiles known,
      List<SigningKey> keys,
      List<Signature> given,
      Instant now) {
    this.migration = migration;
    this.known = known;
    this.keys = List.copyOf(keys);
    this.given = List.copyOf(given);
    this.now = now;
  }

  /** What a round led to. */
  public sealed interface Outcome {
    /**
     * @param metadata the files of {@code metadata/} by name, the ones to write before those that
     *     name them: {@code timestamp.json} last
     */
    record Complete(Map<String, Bytes> metadata) implements Outcome {}

    /**
     * @param files by role, all that is not published as it is
     * @param missing for each role that needs signatures: whose
     */
    record Waiting(
        Map<String, Signed<? extends TufMetadata>> files, Map<String, List<Demand>> missing)
        implements Outcome {}
  }

  /**
   * @throws FormatException when a given signature is none of any file
   * @throws TufException when a client would refuse the result, or not find a target: a defect
   */
  public Outcome run(Map<String, Bytes> olderRoots)
      throws IOException, FormatException, TufException {
    Map<String, Signed<? extends TufMetadata>> files = new LinkedHashMap<>();
    Map<String, List<Demand>> missing = new LinkedHashMap<>();
    Set<Signature> used = new HashSet<>();
    for (String role : order()) {
      sign(role, file(role), demands(role), files, missing, used);
    }
    if (!missing.containsKey(Snapshot.TYPE)) {
      Signed<? extends TufMetadata> snapshot =
          Optional.ofNullable(files.get(Snapshot.TYPE)).orElseThrow();
      Root root = (Root) Optional.ofNullable(files.get(Root.TYPE)).orElseThrow().signed();
      Demand demand =
          new Demand("root version " + root.version(), root.role(Timestamp.TYPE), root.keys());
      sign(Timestamp.TYPE, timestamp(snapshot), List.of(demand), files, missing, used);
    }
    for (Signature s : given) {
      if (!used.contains(s)) {
        throw new FormatException(
            "signature by key " + FormatException.quote(s.keyId()),
            "holds for no file of this import that names the key");
      }
    }
    if (!missing.isEmpty()) {
      return waiting(files, missing);
    }
    Map<String, Bytes> metadata = named(files);
    prove(metadata, olderRoots);
    return new Outcome.Complete(metadata);
  }

  private List<String> order() {
    List<String> order = new ArrayList<>(List.of(Root.TYPE, Targets.TYPE));
    migration.collections().forEach(c -> c.roles().forEach(role -> order.add(role.name())));
    order.add(Snapshot.TYPE);
    return order;
  }

  private Signed<? extends TufMetadata> file(String role) {
    return Optional.ofNullable(migration.files().get(role)).orElseThrow();
  }

  private List<Demand> demands(String role) {
    return Optional.ofNullable(migration.demands().get(role)).orElseThrow();
  }

  private void sign(
      String role,
      Signed<? extends TufMetadata> file,
      List<Demand> demands,
      Map<String, Signed<? extends TufMetadata>> files,
      Map<String, List<Demand>> missing,
      Set<Signature> used)
      throws IOException {
    Signed<? extends TufMetadata> signed = file;
    for (Signature s : given) {
      Signed<? extends TufMetadata> with = with(signed, s);
      if (demands.stream().anyMatch(d -> d.signers(with).contains(s.keyId()))) {
        signed = with;
        used.add(s);
      }
    }
    for (SigningKey key : keys) {
      String id = TufKeys.of(key.publicKey()).id();
      Signed<? extends TufMetadata> before = signed;
      if (demands.stream()
          .anyMatch(d -> d.keys().containsKey(id) && !d.signers(before).contains(id))) {
        signed = with(signed, new Signature(id, key.sign(file.signedBytes()).hex()));
      }
    }
    Signed<? extends TufMetadata> done = signed;
    files.put(role, done);
    List<Demand> open = demands.stream().filter(d -> d.shortfall(done) > 0).toList();
    if (!open.isEmpty()) {
      missing.put(role, open);
    }
  }

  private static Signed<? extends TufMetadata> with(
      Signed<? extends TufMetadata> file, Signature signature) {
    List<Signature> all = new ArrayList<>(file.signatures());
    all.removeIf(s -> s.keyId().equals(signature.keyId()));
    all.add(signature);
    return Signed.of(file.signed(), all);
  }

  /** Lists the snapshot with length and hash; kept as it is while that is the same. */
  private Signed<? extends TufMetadata> timestamp(Signed<? extends TufMetadata> snapshot) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    MetaFile listed = MetaFile.of(snapshot.signed().version(), snapshot.file());
    Timestamp fresh =
        new Timestamp(known.nextVersion(Timestamp.TYPE), second.plus(Migration.TIMESTAMP), listed);
    for (Signed<? extends TufMetadata> file : known.of(Timestamp.TYPE)) {
      boolean lasts =
          file.signed().expires().isAfter(second.plus(Migration.TIMESTAMP.dividedBy(3)));
      boolean due =
          file.equals(known.published().get(Timestamp.TYPE))
              || file.signed().version() == fresh.version();
      if (lasts && due && Heads.sameContent(fresh, file.signed())) {
        return file;
      }
    }
    return Signed.of(fresh, List.of());
  }

  private Outcome.Waiting waiting(
      Map<String, Signed<? extends TufMetadata>> files, Map<String, List<Demand>> missing) {
    Map<String, Signed<? extends TufMetadata>> changed = new LinkedHashMap<>(files);
    changed.entrySet().removeIf(e -> e.getValue().equals(known.published().get(e.getKey())));
    return new Outcome.Waiting(changed, missing);
  }

  /** Consistent names (TUF §6.2). */
  private static Map<String, Bytes> named(Map<String, Signed<? extends TufMetadata>> files) {
    Map<String, Bytes> named = new LinkedHashMap<>();
    files.forEach(
        (role, file) ->
            named.put(
                role.equals(Timestamp.TYPE)
                    ? "timestamp.json"
                    : file.signed().version() + "." + role + ".json",
                file.file()));
    return named;
  }

  /** A client that starts from the oldest root takes every file, and finds every target. */
  private void prove(Map<String, Bytes> metadata, Map<String, Bytes> olderRoots)
      throws IOException, TufException, FormatException {
    Map<String, Bytes> all = new LinkedHashMap<>(olderRoots);
    all.putAll(metadata);
    Bytes first = Optional.ofNullable(all.get("1.root.json")).orElseThrow();
    Updater client =
        Updater.of(
            TrustedStore.inMemory(first), MetadataSource.of(all), UpdaterLimits.STANDARD, now);
    client.refresh();
    for (Map.Entry<String, TargetFile> target : migration.targets().entrySet()) {
      if (!client.findTarget(target.getKey()).equals(Optional.of(target.getValue()))) {
        throw new IOException(
            "a client would not find " + target.getKey() + " as it was; nothing is written");
      }
    }
  }
}
