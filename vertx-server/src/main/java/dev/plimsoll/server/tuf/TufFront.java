package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BlobStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What all event loops give out of one repository. Thread-safe. */
public final class TufFront {
  /** Targets up to here are kept in memory in every coding: manifests, verdicts, pointers. */
  public static final int SMALL_TARGET = 256 << 10; // bytes

  private static final int KEPT_TARGETS = 1_000;
  private static final String JSON = "application/json";
  private static final String OCTETS = "application/octet-stream";
  private static final Pattern VERSIONED = Pattern.compile("[0-9]+\\..+\\.json");

  private final ServedFiles metadata;
  private final RoleBundles bundles;
  private final Map<Digest, ServedFile> targets = new ConcurrentHashMap<>();

  /**
   * @param published the repository's files by name: of one state, immutable
   * @param blobs the targets' bytes
   */
  public static TufFront of(Supplier<Map<String, Bytes>> published, BlobStore blobs) {
    return new TufFront(
        published,
        digest ->
            blobs.find(digest).isPresent()
                ? Optional.of(blobs.read(digest, SMALL_TARGET))
                : Optional.empty());
  }

  TufFront(Supplier<Map<String, Bytes>> published, RoleFiles.Contents contents) {
    Executor threads = task -> Thread.ofVirtual().name("tuf").start(task);
    this.metadata = new ServedFiles(published, TufFront::ready, threads);
    this.bundles = new RoleBundles(published, contents, threads);
  }

  private static ServedFile ready(String name, Bytes content) {
    return ServedFile.of(
        content,
        JSON,
        VERSIONED.matcher(name).matches() ? ServedFile.IMMUTABLE : ServedFile.REVALIDATE);
  }

  Optional<CompletableFuture<ServedFile>> metadata(String name) {
    return metadata.find(name);
  }

  RoleBundles bundles() {
    return bundles;
  }

  /** A small target that was asked for before. */
  public Optional<ServedFile> findTarget(Digest digest) {
    return Optional.ofNullable(targets.get(digest));
  }

  /** Makes a small target ready; blocking. */
  public ServedFile readyTarget(Digest digest, Bytes content) {
    if (targets.size() >= KEPT_TARGETS) {
      targets.clear(); // a host's own image soon is there again
    }
    return targets.computeIfAbsent(
        digest, d -> ServedFile.of(content, OCTETS, ServedFile.IMMUTABLE));
  }
}
