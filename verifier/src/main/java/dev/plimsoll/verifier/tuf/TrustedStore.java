package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata that a client trusted last time, by role name, byte for byte as received. What it
 * gives back is verified again, except that its root is the anchor of all trust. Blocking.
 */
public interface TrustedStore {
  Optional<Bytes> load(String role) throws IOException;

  /** Durable and atomic on return. */
  void save(String role, Bytes file) throws IOException;

  /** Forgets; no error when there is nothing. */
  void delete(String role) throws IOException;

  /** A store that ends with the process; not thread-safe. */
  static TrustedStore inMemory(Bytes trustedRoot) {
    Map<String, Bytes> files = new HashMap<>(Map.of("root", trustedRoot));
    return new TrustedStore() {
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
    };
  }
}
