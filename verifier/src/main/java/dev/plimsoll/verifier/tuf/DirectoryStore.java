package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code ROLE.json} for each role, percent-quoted, and {@code latest-time}, which no role can be
 * called. One process at a time; what two would leave is still whole files, each verified when
 * read.
 */
final class DirectoryStore implements TrustedStore {
  private static final String TIME = "latest-time";

  /** No file that a reader takes is larger; what is, is not ours. */
  private static final int LARGEST = 32 << 20;

  private final Path directory;
  private boolean changed;

  DirectoryStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<Bytes> load(String role) throws IOException {
    return read(RoleFiles.local(role));
  }

  private Optional<Bytes> read(String name) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      byte[] content = in.readNBytes(LARGEST + 1);
      return content.length > LARGEST ? Optional.empty() : Optional.of(Bytes.copyOf(content));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void save(String role, Bytes file) throws IOException {
    write(RoleFiles.local(role), file);
  }

  private void write(String name, Bytes content) throws IOException {
    try {
      AtomicFiles.write(
          directory.resolve(name),
          out -> {
            ByteBuffer buffer = ByteBuffer.wrap(content.toArray());
            while (buffer.hasRemaining()) {
              out.write(buffer);
            }
          });
    } catch (TufException e) {
      throw new IllegalStateException(e); // nothing is verified here
    }
    changed = true;
  }

  @Override
  public void delete(String role) throws IOException {
    changed |= Files.deleteIfExists(directory.resolve(RoleFiles.local(role)));
  }

  @Override
  public Optional<Instant> latestTime() throws IOException {
    Optional<Bytes> text = read(TIME);
    try {
      return text.map(t -> Instant.parse(t.utf8().strip()));
    } catch (DateTimeParseException e) {
      throw new IOException(directory.resolve(TIME) + " holds no time; remove it to go on", e);
    }
  }

  @Override
  public void saveLatestTime(Instant time) throws IOException {
    write(TIME, Bytes.copyOf((time + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void sync() throws IOException {
    if (changed) {
      AtomicFiles.sync(directory);
      changed = false;
    }
  }
}
