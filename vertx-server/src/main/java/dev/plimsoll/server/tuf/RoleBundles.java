package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.formats.tuf.Timestamp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * All TUF files of a host role in one answer. Made once for each publish, role and state that hosts
 * come with; then it is a buffer in memory. A host that says which timestamp it has gets only what
 * has changed since, as far as that timestamp is remembered. Thread-safe.
 */
public final class RoleBundles {
  private final Supplier<Map<String, Bytes>> published;
  private final RoleFiles.Contents contents;
  private final Executor threads;
  private final AtomicReference<Held> held = new AtomicReference<>();

  RoleBundles(
      Supplier<Map<String, Bytes>> published, RoleFiles.Contents contents, Executor threads) {
    this.published = published;
    this.contents = contents;
    this.threads = threads;
  }

  /** One published state, known by its timestamp: every publication has another. */
  private record Held(Bytes timestamp, CompletableFuture<PublishedRoles> roles) {}

  /** What a host is told. */
  sealed interface Answer {
    /** It has all there is. */
    record Unchanged() implements Answer {}

    /** The targets role delegates to no such host role. */
    record Unknown() implements Answer {}

    /** A {@link RoleBundle}. */
    record Bundle(ServedFile file) implements Answer {}
  }

  /**
   * The answer for a host that trusts root version {@code root} and has timestamp version {@code
   * timestamp}, 0 for none.
   */
  CompletableFuture<Answer> answer(String hostRole, long root, long timestamp) {
    return current()
        .thenCompose(
            now -> {
              if (!now.hostRoles().contains(hostRole)) {
                return CompletableFuture.completedFuture(new Answer.Unknown());
              }
              if (root == now.rootVersion() && timestamp == now.timestampVersion()) {
                return CompletableFuture.completedFuture(new Answer.Unchanged());
              }
              return now.role(hostRole, threads, contents)
                  .thenCompose(files -> bundle(now, hostRole, files, root, timestamp));
            });
  }

  private CompletableFuture<PublishedRoles> current() {
    Map<String, Bytes> files = published.get();
    Bytes timestamp =
        Optional.ofNullable(files.get(Timestamp.TYPE + ".json")).orElse(Bytes.ofUtf8(""));
    Held now = held.get();
    while (now == null || !now.timestamp().equals(timestamp)) {
      Optional<PublishedRoles> before =
          Optional.ofNullable(now).filter(h -> h.roles().isDone()).map(h -> h.roles().join());
      CompletableFuture<PublishedRoles> made = new CompletableFuture<>();
      if (held.compareAndSet(now, new Held(timestamp, made))) {
        threads.execute(
            () -> made.completeAsync(() -> PublishedRoles.of(files, before), Runnable::run));
        return made;
      }
      now = held.get();
    }
    return now.roles();
  }

  private CompletableFuture<Answer> bundle(
      PublishedRoles now, String hostRole, RoleFiles files, long root, long timestamp) {
    long from = Math.min(root, now.rootVersion());
    // A new root may bring new keys for timestamp and snapshot; then hosts forget theirs (§5.3.11).
    long since = from == now.rootVersion() && now.remembers(hostRole, timestamp) ? timestamp : 0;
    return now.answers(
            new PublishedRoles.Asked(hostRole, from, since),
            () ->
                CompletableFuture.supplyAsync(
                    () ->
                        ServedFile.of(
                            encode(now, hostRole, files, from, since),
                            RoleBundle.MEDIA_TYPE,
                            ServedFile.REVALIDATE),
                    threads))
        .thenApply(Answer.Bundle::new);
  }

  private static Bytes encode(
      PublishedRoles now, String hostRole, RoleFiles files, long from, long since) {
    Map<String, Bytes> metadata = new LinkedHashMap<>(now.rootsAfter(from));
    files
        .metadata()
        .forEach(
            (name, file) -> {
              if (!now.had(hostRole, since, name)) {
                metadata.put(name, file);
              }
            });
    Map<String, Bytes> targets = new LinkedHashMap<>();
    files
        .targets()
        .forEach(
            (name, file) -> {
              if (!now.had(hostRole, since, name)) {
                targets.put(name, file);
              }
            });
    return new RoleBundle(hostRole, metadata, targets).encode();
  }
}
