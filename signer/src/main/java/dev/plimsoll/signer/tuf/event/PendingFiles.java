package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder {@code pending/}: {@code ROLE.json} for each file that waits for signatures. A file is
 * there whole and synced, or not at all. Blocking; one writer at a time.
 */
final class PendingFiles {
  /** One path segment of our own naming: what a person may name a role here. */
  static final Pattern ROLE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private static final String SUFFIX = ".json";
  private static final int MAX_BYTES = 5_000_000; // as clients have it for targets

  private final Path directory;

  PendingFiles(Path directory) {
    this.directory = directory;
  }

  List<String> roles() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<String> roles = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        roles.add(name.substring(0, name.length() - SUFFIX.length()));
      }
    }
    Collections.sort(roles);
    return roles;
  }

  Optional<Bytes> find(String role) throws IOException, FormatException {
    Path path = path(role);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new FormatException(path.toString(), "larger than " + MAX_BYTES + " bytes");
      }
      return Optional.of(Bytes.copyOf(content));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void write(String role, Bytes file) throws IOException, FormatException {
    Path path = path(role);
    if (file.size() > MAX_BYTES) {
      throw new FormatException(role, "file of " + file.size() + " bytes; limit " + MAX_BYTES);
    }
    Files.createDirectories(directory);
    Path aside = directory.resolve(role + SUFFIX + ".new");
    try (FileChannel out =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(file.toArray());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync();
  }

  void delete(String role) throws IOException, FormatException {
    Files.deleteIfExists(path(role));
    sync();
  }

  private Path path(String role) throws FormatException {
    if (!ROLE.matcher(role).matches()) {
      throw new FormatException(
          "role " + FormatException.quote(role) + ", wanted letters, digits and dashes, 1 to 64");
    }
    return directory.resolve(role + SUFFIX);
  }

  private void sync() throws IOException {
    if (Files.isDirectory(directory)) {
      try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }
}
