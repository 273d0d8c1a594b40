package dev.plimsoll.cli.service;

import java.net.URI;
import java.util.Optional;

/**
 * Where a service listens and what opens its door.
 *
 * @param base such as {@code http://127.0.0.1:8480}, without a final slash
 * @param token the admin token; without one only public and read-only routes answer
 */
public record ServiceAddress(URI base, Optional<String> token) {

  /** {@code path} starts with a slash and is already percent-encoded. */
  public URI resolve(String path) {
    return URI.create(base + path);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
