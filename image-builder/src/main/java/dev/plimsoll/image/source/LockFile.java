package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.TemporaryFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * {@code plimsoll.lock}: what each reference was found to be, one file for all specifications of a
 * folder. Sorted JSON with a final newline, so that two builds write the same text:
 *
 * <pre>
 * {
 *   "entries": {
 *     "deb:runc": {
 *       "archive": "sha256:…", "name": "runc", "version": "1.1.5+ds1-1+deb12u1"
 *     }
 *   },
 *   "version": 1
 * }
 * </pre>
 *
 * <p>Thread-safe. Written whole by {@link #save}, through a temporary file, and only when something
 * changed: a failed build leaves the old one.
 */
public final class LockFile {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_BYTES = 8 << 20;

  private final Path file;
  private final LockMode mode;
  private final Map<String, LockEntry> entries;
  private final Map<String, LockEntry> read;

  private LockFile(Path file, LockMode mode, Map<String, LockEntry> read) {
    this.file = file;
    this.mode = mode;
    this.read = Map.copyOf(read);
    this.entries = new ConcurrentSkipListMap<>(read);
  }

  /** Reads {@code file}; none is an empty one. */
  public static LockFile load(Path file, LockMode mode) throws FormatException, IOException {
    Map<String, LockEntry> entries = new ConcurrentSkipListMap<>();
    if (Files.exists(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new FormatException(file + ": larger than " + MAX_BYTES + " bytes");
      }
      parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)), entries);
    }
    return new LockFile(file, mode, entries);
  }

  private static void parse(String name, Bytes text, Map<String, LockEntry> into)
      throws FormatException {
    JsonObject json = READER.parse(name, text).asObject(name);
    try {
      if (json.integer("version") != 1) {
        throw new FormatException("version is not 1");
      }
      for (Map.Entry<String, JsonValue> e : json.object("entries").members().entrySet()) {
        into.put(e.getKey(), LockEntry.parse(e.getValue().asObject(e.getKey())));
      }
    } catch (FormatException e) {
      throw new FormatException(name + ": not a lock file: " + e.getMessage(), e);
    }
  }

  /**
   * What {@code reference} is pinned to; empty when this build may look for itself.
   *
   * @throws FormatException when there is no pin and the mode asks for one
   */
  Optional<LockEntry> pinned(Reference reference, Located<String> where) throws FormatException {
    if (mode == LockMode.UPDATE) {
      return Optional.empty();
    }
    Optional<LockEntry> entry = Optional.ofNullable(read.get(reference.text()));
    if (entry.isEmpty() && mode == LockMode.LOCKED) {
      throw new FormatException(
          where.at().toString(),
          reference.text() + " is not in " + file + "; build once without --locked to pin it");
    }
    return entry;
  }

  void record(Reference reference, LockEntry entry) {
    entries.put(reference.text(), entry);
  }

  /** Writes what was recorded, durably, when it differs from what was read. */
  public void save() throws IOException {
    if (entries.equals(read)) {
      return;
    }
    JsonObject.Builder list = JsonObject.builder();
    entries.forEach((reference, entry) -> list.put(reference, entry.toJson()));
    JsonObject json = JsonObject.builder().put("entries", list.build()).put("version", 1).build();
    Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
    Path temporary = TemporaryFiles.create(directory, "plimsoll.lock");
    try {
      Files.write(temporary, JsonWriter.pretty(json).toArray());
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
