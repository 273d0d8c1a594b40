package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What was made of what: one file {@code derived/RECIPE/<64 hex of the input>} for each note, which
 * holds the output's descriptor:
 *
 * <pre>
 * {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:…","size":1024}
 * </pre>
 *
 * <p>Written to a temporary file, fsynced, renamed. A note that cannot be read counts as none, as
 * the work that it saves can be done again. Thread-safe.
 */
final class Notes {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);
  private static final Pattern RECIPE =
      Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,99}(/[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,99})*");
  private static final int MAX_NOTE = 4096;

  private final Path directory;
  private final SharedMark mark;

  /** {@code mark} of the store: who is killed while writing leaves files with its ID. */
  Notes(Path directory, SharedMark mark) {
    this.directory = directory;
    this.mark = mark;
  }

  Optional<Descriptor> find(String recipe, Digest input) throws IOException {
    Path file = file(recipe, input);
    try {
      if (Files.size(file) > MAX_NOTE) {
        return Optional.empty();
      }
      Bytes text = Bytes.copyOf(Files.readAllBytes(file));
      String what = file.toString();
      return Optional.of(Descriptor.parse(READER.parse(what, text).asObject(what)));
    } catch (NoSuchFileException | FormatException e) {
      return Optional.empty();
    }
  }

  void write(String recipe, Digest input, Descriptor output) throws IOException {
    Path file = file(recipe, input);
    Path parent = Optional.ofNullable(file.getParent()).orElseThrow();
    Files.createDirectories(parent);
    String owner = mark.enter();
    try {
      write(parent, file, output, owner);
    } finally {
      mark.leave();
    }
  }

  private static void write(Path parent, Path file, Descriptor output, String owner)
      throws IOException {
    Path temporary = TemporaryFiles.create(parent, "tmp-" + owner);
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer text = ByteBuffer.wrap(JsonWriter.compact(output.toJson()).toArray());
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Forgets what was made of {@code input}, whatever it was. */
  void remove(Digest input) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.endsWith(input.hex())).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path file(String recipe, Digest input) {
    if (!RECIPE.matcher(recipe).matches()) {
      throw new IllegalArgumentException("no recipe: " + FormatException.quote(recipe));
    }
    return directory.resolve(recipe).resolve(input.hex());
  }
}
