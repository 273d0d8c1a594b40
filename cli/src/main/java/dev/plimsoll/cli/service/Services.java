package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the service that owns a data directory. Its address and process id stand in {@code
 * service.json}, its token in {@code admin.token} (mode 0600): who may read the directory may
 * command the service.
 */
public final class Services {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private Services() {}

  /** The running service of {@code data}, or empty when none runs. */
  public static Optional<ServiceAddress> find(Path data) throws IOException, CommandFailure {
    JsonObject file;
    Path path = data.resolve("service.json");
    try {
      file =
          READER
              .parse(path.toString(), Bytes.copyOf(Files.readAllBytes(path)))
              .asObject(path.toString());
      long pid = file.integer("pid");
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new ServiceAddress(address(path, file), token(data)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FormatException e) {
      throw CommandFailure.evidence(path + ": " + e.getMessage());
    }
  }

  /** The admin token of {@code data}, if this user may read it. */
  public static Optional<String> token(Path data) throws IOException {
    Path path = data.resolve("admin.token");
    return Files.isReadable(path) ? Optional.of(Files.readString(path).strip()) : Optional.empty();
  }

  private static URI address(Path path, JsonObject file) throws FormatException {
    String text = file.string("address");
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException(path + " has address " + FormatException.quote(text), e);
    }
    throw new FormatException(path + " has address " + FormatException.quote(text));
  }
}
