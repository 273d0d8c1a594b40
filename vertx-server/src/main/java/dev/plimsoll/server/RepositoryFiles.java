package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.PublishedFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The repository that a running service publishes to. Thread-safe. */
record RepositoryFiles(TufRepository repository) implements PublishedFiles {
  @Override
  public Optional<Bytes> find(String role) {
    return repository.current(role);
  }

  @Override
  public void publish(Map<String, Bytes> files, Instant now) throws IOException, FormatException {
    repository.accept(files, now);
  }
}
