package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Logins from the files that docker, podman and skopeo keep: {@code auths.HOST.auth}, base64 of
 * {@code USER:PASSWORD}. Credential helpers are not run.
 */
final class DockerCredentials {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private final List<Path> files;

  private DockerCredentials(List<Path> files) {
    this.files = files;
  }

  static DockerCredentials in(Path... files) {
    return new DockerCredentials(List.of(files));
  }

  /** The usual places of the user who runs this. */
  static DockerCredentials ofUser() {
    return new DockerCredentials(
        Stream.of(
                variable("REGISTRY_AUTH_FILE").map(Path::of),
                variable("XDG_RUNTIME_DIR").map(d -> Path.of(d, "containers", "auth.json")),
                variable("DOCKER_CONFIG").map(d -> Path.of(d, "config.json")),
                variable("HOME").map(d -> Path.of(d, ".docker", "config.json")))
            .flatMap(Optional::stream)
            .toList());
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(v -> !v.isEmpty());
  }

  /** The value of a {@code Basic} header for {@code host}. */
  Optional<String> basic(String host) throws IOException {
    List<String> names =
        host.equals("docker.io")
            ? List.of("docker.io", "https://index.docker.io/v1/", "index.docker.io")
            : List.of(host, "https://" + host, "http://" + host);
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        continue;
      }
      try {
        JsonObject json =
            READER
                .parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)))
                .asObject(file.toString());
        Optional<String> found = find(json, names);
        if (found.isPresent()) {
          return found;
        }
      } catch (FormatException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(JsonObject json, List<String> names) throws FormatException {
    Optional<JsonObject> auths = json.findObject("auths");
    for (String name : auths.isPresent() ? names : List.<String>of()) {
      Optional<JsonObject> entry = auths.orElseThrow().findObject(name);
      if (entry.isPresent() && entry.get().findString("auth").isPresent()) {
        return entry.get().findString("auth");
      }
    }
    return Optional.empty();
  }
}
