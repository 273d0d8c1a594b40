package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import dev.plimsoll.signer.notary.NotaryRefusal.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All collections of a Notary server. Reading is lock-free, from immutable values in memory; what
 * changes something blocks, one at a time. Thread-safe.
 */
public final class NotaryRepositories {
  /** Most files of one push. */
  public static final int MAX_FILES = 1_000;

  private final NotaryStore store;
  private final NotaryKeys keys;
  private final ServerRoles roles;
  private final InstantSource clock;
  private final Map<Gun, NotaryRepository> all = new ConcurrentHashMap<>();
  private final ChangeFeed changes = new ChangeFeed();
  private final ReentrantLock writing = new ReentrantLock();
  private long newest;

  private NotaryRepositories(NotaryStore store, NotaryKeys keys, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.roles = new ServerRoles(keys);
    this.clock = clock;
  }

  /** Takes up what {@code store} holds; reads every collection's newest files. Blocking. */
  public static NotaryRepositories open(NotaryStore store, NotaryKeys keys, InstantSource clock)
      throws IOException {
    NotaryRepositories opened = new NotaryRepositories(store, keys, clock);
    Map<Gun, NotaryRepository> folded = new HashMap<>();
    for (NotaryCommit commit : store.load()) {
      folded.compute(
          commit.gun(),
          (gun, known) ->
              (known == null ? NotaryRepository.none(gun) : known).after(commit, Map.of()));
      opened.changes.add(commit);
      opened.newest = commit.id();
    }
    for (NotaryRepository repository : folded.values()) {
      Map<String, Bytes> current = new HashMap<>();
      for (Map.Entry<String, List<StoredFile>> e : repository.history().entrySet()) {
        current.put(e.getKey(), store.read(e.getValue().getLast().digest()));
      }
      opened.all.put(
          repository.gun(),
          new NotaryRepository(
              repository.gun(),
              repository.generation(),
              repository.history(),
              current,
              repository.keys()));
    }
    return opened;
  }

  /** The collection as it stands; empty when there is nothing to serve. */
  public Optional<NotaryRepository> find(Gun gun) {
    return Optional.ofNullable(all.get(gun)).filter(NotaryRepository::exists);
  }

  public ChangeFeed changes() {
    return changes;
  }

  /** An older file. Blocking. */
  public Bytes read(StoredFile file) throws IOException {
    return store.read(file.digest());
  }

  /**
   * Publishes a push, with a snapshot when the server holds that key, and always a timestamp: all
   * of it, or nothing.
   *
   * @param pushed bytes by role
   */
  public void update(Gun gun, Map<String, Bytes> pushed) throws NotaryRefusal, IOException {
    writing.lock();
    try {
      NotaryRepository before = known(gun);
      Instant now = clock.instant();
      UpdateCheck.Accepted accepted = check(before, pushed, now);
      Map<String, NotaryFile<?>> files = new LinkedHashMap<>(accepted.files());
      if (!files.containsKey(NotaryRoles.SNAPSHOT)) {
        files.put(NotaryRoles.SNAPSHOT, snapshot(before, accepted, now));
      }
      Bytes snapshot = Optional.ofNullable(files.get(NotaryRoles.SNAPSHOT)).orElseThrow().file();
      files.put(NotaryRoles.TIMESTAMP, timestamp(before, accepted.root(), snapshot, now));
      commit(before, NotaryCommit.Kind.UPDATE, files, List.of(), now);
    } finally {
      writing.unlock();
    }
  }

  /** Whether {@link #update} would take the push now; changes nothing. */
  public void check(Gun gun, Map<String, Bytes> pushed) throws NotaryRefusal {
    NotaryRepository before = known(gun);
    UpdateCheck.Accepted accepted = check(before, pushed, clock.instant());
    if (!accepted.files().containsKey(NotaryRoles.SNAPSHOT)) {
      signers(before, accepted.root(), NotaryRoles.SNAPSHOT, Flaw.SNAPSHOT);
    }
    signers(before, accepted.root(), NotaryRoles.TIMESTAMP, Flaw.ROOT);
  }

  private static UpdateCheck.Accepted check(
      NotaryRepository before, Map<String, Bytes> pushed, Instant now) throws NotaryRefusal {
    if (pushed.isEmpty() || pushed.size() > MAX_FILES) {
      throw new NotaryRefusal(
          Code.MALFORMED_UPLOAD, "a push of " + pushed.size() + " files; wanted 1 to " + MAX_FILES);
    }
    for (String role : pushed.keySet()) {
      boolean pushable =
          role.equals(NotaryRoles.ROOT)
              || role.equals(NotaryRoles.SNAPSHOT)
              || NotaryRoles.listsTargets(role);
      if (!pushable) {
        throw new NotaryRefusal(
            Code.INVALID_ROLE,
            FormatException.quote(role)
                + " cannot be pushed; wanted root, targets, snapshot or targets/…");
      }
    }
    return UpdateCheck.check(before, pushed, now);
  }

  private NotaryFile<NotarySnapshot> snapshot(
      NotaryRepository before, UpdateCheck.Accepted accepted, Instant now)
      throws NotaryRefusal, IOException {
    List<HeldKey> signers = signers(before, accepted.root(), NotaryRoles.SNAPSHOT, Flaw.SNAPSHOT);
    List<String> names = new ArrayList<>(List.of(NotaryRoles.ROOT, NotaryRoles.TARGETS));
    names.addAll(accepted.delegations());
    Map<String, NotaryMeta> meta = new LinkedHashMap<>();
    for (String name : names) {
      NotaryFile<?> file = accepted.files().get(name);
      Optional<Bytes> bytes = file == null ? before.find(name) : Optional.of(file.file());
      bytes.ifPresent(b -> meta.put(name, NotaryMeta.of(b)));
    }
    return roles.snapshot(signers, before.version(NotaryRoles.SNAPSHOT) + 1, meta, now);
  }

  private NotaryFile<NotaryTimestamp> timestamp(
      NotaryRepository before, NotaryRoot root, Bytes snapshot, Instant now)
      throws NotaryRefusal, IOException {
    List<HeldKey> signers = signers(before, root, NotaryRoles.TIMESTAMP, Flaw.ROOT);
    return roles.timestamp(signers, before.version(NotaryRoles.TIMESTAMP) + 1, snapshot, now);
  }

  private static List<HeldKey> signers(
      NotaryRepository before, NotaryRoot root, String role, Flaw flaw) throws NotaryRefusal {
    List<HeldKey> signers = ServerRoles.usable(root, role, before.keys());
    if (signers.isEmpty()) {
      throw new NotaryRefusal(
          flaw, "no " + role + " was pushed, and root names none of the server's keys for it");
    }
    return signers;
  }

  /** The server's public key for {@code role}, made when there is none. */
  public NotaryKey key(Gun gun, String role) throws NotaryRefusal, IOException {
    requireServerRole(role);
    writing.lock();
    try {
      NotaryRepository before = known(gun);
      Optional<NotaryRoot> root =
          before.exists()
              ? Optional.of(stored(before, NotaryRoles.ROOT, NotaryRoot::parse).signed())
              : Optional.empty();
      Optional<HeldKey> held = ServerRoles.answer(root, role, before.keys());
      return held.isPresent() ? held.get().key() : newKey(before, role);
    } finally {
      writing.unlock();
    }
  }

  /** A new key for {@code role}; it signs once a root that names it is pushed. */
  public NotaryKey rotate(Gun gun, String role) throws NotaryRefusal, IOException {
    requireServerRole(role);
    writing.lock();
    try {
      return newKey(known(gun), role);
    } finally {
      writing.unlock();
    }
  }

  private NotaryKey newKey(NotaryRepository before, String role) throws NotaryRefusal, IOException {
    String name = NotaryKeys.name(before.gun(), role, before.keys().size());
    HeldKey made = new HeldKey(role, name, ServerRoles.publicKey(keys.create(name)));
    commit(before, NotaryCommit.Kind.KEY, Map.of(), List.of(made), clock.instant());
    return made.key();
  }

  /** Drops every file of the collection; nothing happens when there is none. */
  public void delete(Gun gun) throws NotaryRefusal, IOException {
    writing.lock();
    try {
      NotaryRepository before = known(gun);
      if (before.exists()) {
        commit(before, NotaryCommit.Kind.DELETION, Map.of(), List.of(), clock.instant());
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * Signs timestamps anew of whose life a third is left, and snapshots that are the server's: for a
   * timer, so that reading never writes.
   *
   * @return how many collections it renewed
   */
  public int renewDue() throws NotaryRefusal, IOException {
    int renewed = 0;
    for (Gun gun : List.copyOf(all.keySet())) {
      writing.lock();
      try {
        renewed += renew(known(gun), clock.instant()) ? 1 : 0;
      } finally {
        writing.unlock();
      }
    }
    return renewed;
  }

  private boolean renew(NotaryRepository before, Instant now) throws NotaryRefusal, IOException {
    if (!before.exists()) {
      return false;
    }
    NotaryRoot root = stored(before, NotaryRoles.ROOT, NotaryRoot::parse).signed();
    NotaryFile<NotarySnapshot> snapshot =
        stored(before, NotaryRoles.SNAPSHOT, NotarySnapshot::parse);
    Map<String, NotaryFile<?>> files = new LinkedHashMap<>();
    List<HeldKey> signers = ServerRoles.usable(root, NotaryRoles.SNAPSHOT, before.keys());
    if (!signers.isEmpty() && isDue(snapshot.signed(), ServerRoles.SNAPSHOT_LIFE, now)) {
      snapshot =
          roles.snapshot(signers, snapshot.signed().version() + 1, snapshot.signed().meta(), now);
      files.put(NotaryRoles.SNAPSHOT, snapshot);
    }
    NotaryTimestamp timestamp =
        stored(before, NotaryRoles.TIMESTAMP, NotaryTimestamp::parse).signed();
    if (files.isEmpty() && !isDue(timestamp, ServerRoles.TIMESTAMP_LIFE, now)) {
      return false;
    }
    files.put(NotaryRoles.TIMESTAMP, timestamp(before, root, snapshot.file(), now));
    commit(before, NotaryCommit.Kind.UPDATE, files, List.of(), now);
    return true;
  }

  private static boolean isDue(NotarySigned signed, Duration life, Instant now) {
    return !signed.expires().isAfter(now.plus(life.dividedBy(3)));
  }

  private static void requireServerRole(String role) throws NotaryRefusal {
    if (!ServerRoles.isServerRole(role)) {
      throw new NotaryRefusal(
          Code.METADATA_NOT_FOUND, "the server has keys for snapshot and timestamp alone");
    }
  }

  private NotaryRepository known(Gun gun) {
    return Optional.ofNullable(all.get(gun)).orElseGet(() -> NotaryRepository.none(gun));
  }

  private static <T extends NotarySigned> NotaryFile<T> stored(
      NotaryRepository repository, String role, NotaryFile.Reader<T> reader) throws IOException {
    try {
      return NotaryFile.parse(role, repository.find(role).orElseThrow(), reader);
    } catch (FormatException e) {
      throw new IOException(repository.gun() + " in the store: " + e.getMessage(), e);
    }
  }

  private void commit(
      NotaryRepository before,
      NotaryCommit.Kind kind,
      Map<String, NotaryFile<?>> files,
      Collection<HeldKey> made,
      Instant now)
      throws NotaryRefusal, IOException {
    List<StoredFile> stored = new ArrayList<>();
    Map<String, Bytes> contents = new LinkedHashMap<>();
    files.forEach(
        (role, file) -> {
          stored.add(StoredFile.of(role, file.signed().version(), file.file()));
          contents.put(role, file.file());
        });
    NotaryCommit commit =
        new NotaryCommit(
            newest + 1, before.generation(), now, before.gun(), kind, stored, List.copyOf(made));
    try {
      store.append(commit, contents.values());
    } catch (StaleCommitException e) {
      throw new NotaryRefusal(Code.UPDATING, e.getMessage() + "; try again", e);
    }
    newest = commit.id();
    all.put(before.gun(), before.after(commit, contents));
    changes.add(commit);
  }
}
