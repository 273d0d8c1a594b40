package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.tool.ExternalTool;
import dev.plimsoll.image.tool.ToolException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs {@code docker-credential-NAME get} (docker-credential-helpers): the server on standard
 * input, {@code {"Username":…,"Secret":…}} on standard output. The program is looked for on the
 * user's PATH and sees nothing else of the user's environment but where the home, the runtime
 * directory and the session bus are. What it says never gets into a message.
 */
final class CredentialHelper {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOKEN_USER = "<token>";
  private static final List<String> KEPT =
      List.of("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME");

  private final Map<String, String> environment;

  CredentialHelper(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The login that the helper has for {@code server}, if it has one. */
  Optional<Login> get(String name, String server) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("no credential helper: " + FormatException.quote(name));
    }
    String program = "docker-credential-" + name;
    List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
    for (String kept : KEPT) {
      Optional.ofNullable(environment.get(kept)).ifPresent(v -> command.add(kept + "=" + v));
    }
    Path found = find(program);
    command.add("PATH=" + found.getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin");
    command.addAll(List.of(found.toString(), "get"));
    try {
      String answer =
          new ExternalTool(Path.of("/"), LIMIT)
              .run(command, stdin -> stdin.write(server.getBytes(StandardCharsets.UTF_8)));
      return Optional.of(parse(program, answer));
    } catch (ToolException e) {
      if (e.stderr().contains("credentials not found")) {
        return Optional.empty();
      }
      throw unusable(program);
    }
  }

  private Path find(String program) throws IOException {
    for (String directory :
        environment
            .getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
            .split(File.pathSeparator)) {
      Path file = Path.of(directory.isEmpty() ? "/nonexistent" : directory, program);
      if (file.isAbsolute() && Files.isExecutable(file)) {
        return file;
      }
    }
    throw new IOException("the credential helper " + program + " is not on the PATH");
  }

  private static Login parse(String program, String answer) throws IOException {
    try {
      JsonObject json = READER.parse(program, Bytes.ofUtf8(answer)).asObject(program);
      String user = json.string("Username");
      String secret = json.string("Secret");
      return user.equals(TOKEN_USER)
          ? new Login.IdentityToken(secret)
          : new Login.Password(user, secret);
    } catch (FormatException e) {
      throw unusable(program);
    }
  }

  /** Neither its output nor its errors, which may hold what it should keep. */
  private static IOException unusable(String program) {
    return new IOException("the credential helper " + program + " did not answer as it should");
  }
}
