package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The directory {@code metadata/}. A file appears whole and synced under its name, or not at all;
 * one that a crash left half-written has a name that nobody asks for. Blocking.
 */
final class TufDirectory {
  private static final String ASIDE = ".new";

  private final Path directory;

  TufDirectory(Path directory) {
    this.directory = directory;
  }

  Path path() {
    return directory;
  }

  boolean has(String name) {
    return Files.exists(directory.resolve(name));
  }

  /** Makes the directory, and removes what an interrupted write left. */
  void prepare() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + ASIDE)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  Bytes read(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(directory.resolve(name)));
  }

  /** Every finished file, by name. */
  SortedMap<String, Bytes> readAll() throws IOException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.json")) {
      for (Path file : all) {
        files.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  /** Replaces or makes {@code name}; its content is on disk on return, its name after a sync. */
  void write(String name, Bytes content) throws IOException {
    Path aside = directory.resolve(name + ASIDE);
    try (FileChannel out =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(content.toArray());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    Files.move(
        aside,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  /** Makes the names of all files written so far durable. */
  void sync() throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
