package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata that a client trusted last time, by role name, byte for byte as received. What it
 * gives back is verified again, for the delegator that asks, except that its root is the anchor of
 * all trust. Blocking.
 */
public interface TrustedStore {
  Optional<Bytes> load(String role) throws IOException;

  /** Atomic on return, durable after {@link #sync}. */
  void save(String role, Bytes file) throws IOException;

  /** Forgets; no error when there is nothing. */
  void delete(String role) throws IOException;

  /** The time of the latest update ({@link ClockRule#NEVER_BACK}). */
  default Optional<Instant> latestTime() throws IOException {
    return Optional.empty();
  }

  /** Atomic on return, durable after {@link #sync}. */
  default void saveLatestTime(Instant time) throws IOException {}

  /** All that was saved and forgotten so far survives a crash of the machine. */
  default void sync() throws IOException {}

  /** The files {@code root.json}, {@code timestamp.json}, … of one directory, which must exist. */
  static TrustedStore of(Path directory) {
    return new DirectoryStore(directory);
  }

  /** A store that ends with the process; not thread-safe. */
  static TrustedStore inMemory(Bytes trustedRoot) {
    Map<String, Bytes> files = new HashMap<>(Map.of("root", trustedRoot));
    return new TrustedStore() {
      private Optional<Instant> latest = Optional.empty();

      @Override
      public Optional<Bytes> load(String role) {
        return Optional.ofNullable(files.get(role));
      }

      @Override
      public void save(String role, Bytes file) {
        files.put(role, file);
      }

      @Override
      public void delete(String role) {
        files.remove(role);
      }

      @Override
      public Optional<Instant> latestTime() {
        return latest;
      }

      @Override
      public void saveLatestTime(Instant time) {
        latest = Optional.of(time);
      }
    };
  }
}
