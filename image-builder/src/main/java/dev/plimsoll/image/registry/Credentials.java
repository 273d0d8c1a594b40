package dev.plimsoll.image.registry;

import java.io.IOException;
import java.util.Optional;

/** Where logins are kept. Blocking; thread-safe. */
@FunctionalInterface
public interface Credentials {
  /** For registries that want none. */
  Credentials NONE = (host, repository) -> Optional.empty();

  /**
   * The login for a repository.
   *
   * @param host as in references: {@code docker.io}, {@code registry.example:5000}
   */
  Optional<Login> find(String host, String repository) throws IOException;
}
