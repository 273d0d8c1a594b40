package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The repository that signed files go into. Blocking. An implementation trusts nothing of what it
 * is handed: it verifies each file by the rules of a client before it publishes it.
 */
public interface PublishedFiles {
  /**
   * The newest published file of {@code role}; empty for all roles before the first publication.
   */
  Optional<Bytes> find(String role) throws IOException;

  /**
   * Publishes files that enough keys have signed, all or none, durable on return.
   *
   * @param files by role: {@code root} and {@code targets} together at first, later one at a time
   * @throws FormatException when a client would not take them
   */
  void publish(Map<String, Bytes> files, Instant now) throws IOException, FormatException;
}
