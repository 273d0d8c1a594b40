package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One collection as it stands after one commit. Immutable: readers hold one and see all of an
 * update or nothing of it.
 *
 * @param generation id of its last commit
 * @param history every version of every role, oldest first; empty after a deletion
 * @param current the newest bytes by role
 * @param keys that the server signs with, oldest first
 */
public record NotaryRepository(
    Gun gun,
    long generation,
    Map<String, List<StoredFile>> history,
    Map<String, Bytes> current,
    List<HeldKey> keys) {
  public NotaryRepository {
    history = Collections.unmodifiableMap(new TreeMap<>(history));
    current = Collections.unmodifiableMap(new TreeMap<>(current));
    keys = List.copyOf(keys);
  }

  /** A collection of which nothing is known. */
  static NotaryRepository none(Gun gun) {
    return new NotaryRepository(gun, 0, Map.of(), Map.of(), List.of());
  }

  /**
   * The collection after {@code commit}.
   *
   * @param files contents by role
   */
  NotaryRepository after(NotaryCommit commit, Map<String, Bytes> files) {
    Map<String, List<StoredFile>> versions = new HashMap<>();
    Map<String, Bytes> newest = new HashMap<>();
    if (commit.kind() != NotaryCommit.Kind.DELETION) {
      versions.putAll(history);
      newest.putAll(current);
    }
    for (StoredFile file : commit.files()) {
      List<StoredFile> all = new ArrayList<>(versions.getOrDefault(file.role(), List.of()));
      all.add(file);
      versions.put(file.role(), List.copyOf(all));
    }
    newest.putAll(files);
    List<HeldKey> held = new ArrayList<>(keys);
    held.addAll(commit.keys());
    return new NotaryRepository(gun, commit.id(), versions, newest, held);
  }

  /** Whether there is anything to serve. */
  public boolean exists() {
    return !current.isEmpty();
  }

  public Optional<Bytes> find(String role) {
    return Optional.ofNullable(current.get(role));
  }

  /** The newest version of {@code role}, 0 when it has none. */
  long version(String role) {
    List<StoredFile> all = history.getOrDefault(role, List.of());
    return all.isEmpty() ? 0 : all.getLast().version();
  }

  public Optional<StoredFile> findVersion(String role, long version) {
    return history.getOrDefault(role, List.of()).stream()
        .filter(f -> f.version() == version)
        .findFirst();
  }

  public Optional<StoredFile> findDigest(String role, Digest digest) {
    return history.getOrDefault(role, List.of()).stream()
        .filter(f -> f.digest().equals(digest))
        .findFirst();
  }
}
