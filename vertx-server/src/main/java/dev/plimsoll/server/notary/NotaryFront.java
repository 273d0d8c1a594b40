package dev.plimsoll.server.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.server.tuf.ServedFile;
import dev.plimsoll.signer.notary.Gun;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import dev.plimsoll.signer.notary.NotaryRepositories;
import dev.plimsoll.signer.notary.NotaryRepository;
import dev.plimsoll.signer.notary.StoredFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files ready to go out, by path. An entry counts as long as its collection has not changed, so
 * that no answer is older than the last commit. Thread-safe.
 */
final class NotaryFront {
  /** Paths that are kept ready; beyond it, all are made anew. */
  private static final int MAX_READY = 20_000;

  private final NotaryRepositories repositories;
  private final Map<String, Ready> ready = new ConcurrentHashMap<>();
  private final String visibility;

  private record Ready(Gun gun, long generation, ServedFile file) {}

  /**
   * A front.
   *
   * @param visibility {@code public}, or {@code private} where tokens decide who may read
   */
  NotaryFront(NotaryRepositories repositories, String visibility) {
    this.repositories = repositories;
    this.visibility = visibility;
  }

  /** What was made ready for the path and still counts; never blocks. */
  Optional<ServedFile> find(String path) {
    Ready known = ready.get(path);
    if (known == null
        || repositories
            .find(known.gun())
            .filter(r -> r.generation() == known.generation())
            .isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(known.file());
  }

  /** Reads, hashes and compresses. Blocking. */
  ServedFile make(String path, NotaryPath.Metadata wanted) throws NotaryRefusal, IOException {
    NotaryRepository repository =
        repositories
            .find(wanted.gun())
            .orElseThrow(() -> missing("no trust data for " + wanted.gun()));
    ServedFile file =
        ServedFile.of(
            bytes(repository, wanted),
            "application/json",
            wanted.isFixed()
                ? visibility + ", max-age=2592000, immutable"
                : visibility + ", no-cache");
    if (ready.size() >= MAX_READY) {
      ready.clear();
    }
    ready.put(path, new Ready(wanted.gun(), repository.generation(), file));
    return file;
  }

  private Bytes bytes(NotaryRepository repository, NotaryPath.Metadata wanted)
      throws NotaryRefusal, IOException {
    NotaryRefusal none = missing("no such file of " + wanted.gun());
    if (wanted.version().isPresent()) {
      Optional<StoredFile> file = repository.findVersion(wanted.role(), wanted.version().get());
      return repositories.read(file.orElseThrow(() -> none));
    }
    if (wanted.digest().isPresent()) {
      Optional<StoredFile> file = repository.findDigest(wanted.role(), wanted.digest().get());
      return repositories.read(file.orElseThrow(() -> none));
    }
    return repository.find(wanted.role()).orElseThrow(() -> none);
  }

  private static NotaryRefusal missing(String message) {
    return new NotaryRefusal(Code.METADATA_NOT_FOUND, message);
  }
}
