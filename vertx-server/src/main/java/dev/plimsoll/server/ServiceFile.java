package dev.plimsoll.server;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** {@code service.json}: {@code {"address","pid","startedAt"}} of the running service. */
final class ServiceFile {
  private ServiceFile() {}

  static void write(Path file, String address, Instant now) throws IOException {
    Path aside = file.resolveSibling("service.json.new");
    Files.write(
        aside,
        JsonWriter.pretty(
                JsonObject.builder()
                    .put("address", address)
                    .put("pid", ProcessHandle.current().pid())
                    .put("startedAt", now.toString())
                    .build())
            .toArray());
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
