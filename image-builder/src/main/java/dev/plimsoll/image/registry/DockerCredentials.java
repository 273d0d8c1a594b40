package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Logins from the files that docker, podman and skopeo keep, the first that has one: {@code
 * credHelpers} and {@code credsStore} name a program (see {@link CredentialHelper}), {@code auths}
 * has the login itself. Keys are hosts, or podman's longer {@code HOST/PATH}, the longest first.
 */
public final class DockerCredentials implements Credentials {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final String DOCKER_HUB = "docker.io";
  private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";

  private final List<Path> files;
  private final CredentialHelper helpers;

  private DockerCredentials(List<Path> files, CredentialHelper helpers) {
    this.files = List.copyOf(files);
    this.helpers = helpers;
  }

  /** Those in {@code files}; {@code environment} is where helpers are looked for. */
  public static DockerCredentials in(Map<String, String> environment, Path... files) {
    return new DockerCredentials(List.of(files), new CredentialHelper(environment));
  }

  /** The usual places of the user who has {@code environment}. */
  public static DockerCredentials ofUser(Map<String, String> environment) {
    List<Path> files =
        Stream.of(
                variable(environment, "REGISTRY_AUTH_FILE").map(Path::of),
                variable(environment, "XDG_RUNTIME_DIR")
                    .map(d -> Path.of(d, "containers", "auth.json")),
                variable(environment, "XDG_CONFIG_HOME")
                    .map(d -> Path.of(d, "containers", "auth.json")),
                variable(environment, "HOME")
                    .map(d -> Path.of(d, ".config", "containers", "auth.json")),
                variable(environment, "DOCKER_CONFIG").map(d -> Path.of(d, "config.json")),
                variable(environment, "HOME").map(d -> Path.of(d, ".docker", "config.json")))
            .flatMap(Optional::stream)
            .toList();
    return new DockerCredentials(files, new CredentialHelper(environment));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
  }

  @Override
  public Optional<Login> find(String host, String repository) throws IOException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        continue;
      }
      try {
        JsonObject json =
            READER
                .parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)))
                .asObject(file.toString());
        Optional<Login> found = find(json, host, repository);
        if (found.isPresent()) {
          return found;
        }
      } catch (FormatException e) {
        throw new IOException("logins of " + file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  private Optional<Login> find(JsonObject json, String host, String repository)
      throws FormatException, IOException {
    Optional<JsonObject> own = json.findObject("credHelpers");
    Optional<String> helper = own.isPresent() ? own.get().findString(host) : Optional.empty();
    if (helper.isPresent()) {
      return helpers.get(helper.get(), serverKey(host));
    }
    Optional<JsonObject> auths = json.findObject("auths");
    for (String key : auths.isPresent() ? keys(host, repository) : List.<String>of()) {
      Optional<JsonObject> entry = auths.orElseThrow().findObject(key);
      Optional<Login> login = entry.isPresent() ? login(entry.get(), key) : Optional.empty();
      if (login.isPresent()) {
        return login;
      }
    }
    Optional<String> store = json.findString("credsStore").filter(s -> !s.isEmpty());
    return store.isPresent() ? helpers.get(store.get(), serverKey(host)) : Optional.empty();
  }

  private static String serverKey(String host) {
    return host.equals(DOCKER_HUB) ? DOCKER_HUB_KEY : host;
  }

  private static List<String> keys(String host, String repository) {
    List<String> keys = new ArrayList<>();
    for (String path = host + "/" + repository; path.length() > host.length(); ) {
      keys.add(path);
      path = path.substring(0, path.lastIndexOf('/'));
    }
    keys.add(host);
    keys.addAll(
        host.equals(DOCKER_HUB)
            ? List.of(DOCKER_HUB_KEY, "index.docker.io", "registry-1.docker.io")
            : List.of("https://" + host, "http://" + host, "https://" + host + "/v2/"));
    return keys;
  }

  private static Optional<Login> login(JsonObject entry, String key) throws FormatException {
    Optional<String> registry = entry.findString("registrytoken").filter(s -> !s.isEmpty());
    if (registry.isPresent()) {
      return Optional.of(new Login.RegistryToken(registry.get()));
    }
    Optional<String> identity = entry.findString("identitytoken").filter(s -> !s.isEmpty());
    if (identity.isPresent()) {
      return Optional.of(new Login.IdentityToken(identity.get()));
    }
    Optional<String> auth = entry.findString("auth").filter(s -> !s.isEmpty());
    if (auth.isEmpty()) {
      return Optional.empty();
    }
    String text;
    try {
      text = new String(Base64.getDecoder().decode(auth.get()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw unusable(key);
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw unusable(key);
    }
    return Optional.of(new Login.Password(text.substring(0, colon), text.substring(colon + 1)));
  }

  /** Without the cause, which might repeat a secret. */
  private static FormatException unusable(String key) {
    return new FormatException(
        "auths." + FormatException.quote(key) + ".auth is not base64 of USER:PASSWORD");
  }
}
