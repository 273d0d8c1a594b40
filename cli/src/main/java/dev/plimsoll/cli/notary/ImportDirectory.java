package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.migrate.KnownFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where an import goes: {@code metadata/} (a whole repository or nothing), {@code pending/} (files
 * that wait for signatures), {@code notary/COLLECTION/} (what was trusted, for the next time) and
 * {@code import.json}. Every file is there whole and synced, or not at all; {@code timestamp.json}
 * comes last, so that clients see the repository before or the one after. One writer at a time.
 */
public final class ImportDirectory implements AutoCloseable {
  private static final Pattern VERSIONED = Pattern.compile("([1-9]\\d{0,17})\\.(.+)\\.json");
  private static final String SUFFIX = ".json";
  private static final String ASIDE = ".new";
  private static final long MAX_BYTES = 64L << 20;

  private final Path metadata;
  private final Path pending;
  private final Path notary;
  private final Path report;
  private final FileChannel lock;

  private ImportDirectory(Path directory, FileChannel lock) {
    this.metadata = directory.resolve("metadata");
    this.pending = directory.resolve("pending");
    this.notary = directory.resolve("notary");
    this.report = directory.resolve("import.json");
    this.lock = lock;
  }

  /** Makes the directory when it is not there. */
  public static ImportDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) { // ends with the channel
        return new ImportDirectory(directory, lock);
      }
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new IOException(directory + ": another import is at work", e);
    }
    lock.close();
    throw new IOException(directory + ": another import is at work");
  }

  /** What earlier imports left. */
  public KnownFiles known() throws IOException, FormatException {
    Map<String, Signed<? extends TufMetadata>> published = new HashMap<>();
    for (Map.Entry<String, Bytes> file : read(metadata).entrySet()) {
      Matcher versioned = VERSIONED.matcher(file.getKey());
      boolean timestamp = file.getKey().equals(Timestamp.TYPE + SUFFIX);
      if (timestamp || versioned.matches()) {
        String role = timestamp ? Timestamp.TYPE : versioned.group(2);
        Signed<? extends TufMetadata> found = KnownFiles.parse(role, file.getValue());
        published.merge(role, found, (a, b) -> a.signed().version() > b.signed().version() ? a : b);
      }
    }
    Map<String, Signed<? extends TufMetadata>> waiting = new HashMap<>();
    for (Map.Entry<String, Bytes> file : read(pending).entrySet()) {
      String role = file.getKey().substring(0, file.getKey().length() - SUFFIX.length());
      waiting.put(role, KnownFiles.parse(role, file.getValue()));
    }
    return new KnownFiles(published, waiting);
  }

  /** All published roots, by file name. */
  public Map<String, Bytes> roots() throws IOException, FormatException {
    Map<String, Bytes> roots = new TreeMap<>();
    read(metadata)
        .forEach(
            (name, file) -> {
              if (name.endsWith("." + Root.TYPE + SUFFIX)) {
                roots.put(name, file);
              }
            });
    return roots;
  }

  /** The files of a collection that were trusted last time, by Notary role. */
  public Map<String, Bytes> remembered(Gun gun) throws IOException, FormatException {
    Map<String, Bytes> files = new HashMap<>();
    for (Map.Entry<String, Bytes> file : read(memory(gun)).entrySet()) {
      String role = file.getKey().substring(0, file.getKey().length() - SUFFIX.length());
      files.put(role.replace('~', '/'), file.getValue());
    }
    return files;
  }

  /** No two collections have one folder: nothing but {@code : / _} is not plain in a name. */
  private Path memory(Gun gun) {
    return notary.resolve(gun.name().replace("_", "__").replace(":", "_3a").replace('/', '~'));
  }

  /** Replaces what is remembered of a collection. */
  public void remember(Gun gun, Map<String, Bytes> files) throws IOException {
    Map<String, Bytes> named = new TreeMap<>();
    files.forEach((role, file) -> named.put(role.replace('/', '~') + SUFFIX, file));
    replaceAll(memory(gun), named);
  }

  /** Publishes: {@code files} in their order, the last one is what makes them seen. */
  public void publish(Map<String, Bytes> files) throws IOException {
    Files.createDirectories(metadata);
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      write(metadata.resolve(file.getKey()), file.getValue());
    }
    replaceAll(pending, Map.of());
  }

  /**
   * Replaces what waits for signatures, by role: the file for TUF tools, and beside it {@code
   * ROLE.payload}, the bytes that a signature is over.
   */
  public void suspend(Map<String, Signed<? extends TufMetadata>> files) throws IOException {
    Map<String, Bytes> named = new TreeMap<>();
    files.forEach(
        (role, file) -> {
          named.put(role + SUFFIX, file.file());
          named.put(role + ".payload", file.signedBytes());
        });
    replaceAll(pending, named);
  }

  public void report(Bytes json) throws IOException {
    write(report, json);
  }

  private static void replaceAll(Path folder, Map<String, Bytes> files) throws IOException {
    if (files.isEmpty() && !Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      write(folder.resolve(file.getKey()), file.getValue());
    }
    try (Stream<Path> there = Files.list(folder)) {
      for (Path file : there.toList()) {
        if (!files.containsKey(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
    sync(folder);
  }

  private static Map<String, Bytes> read(Path folder) throws IOException, FormatException {
    Map<String, Bytes> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : found) {
        if (Files.size(file) > MAX_BYTES) {
          throw new FormatException(file.toString(), "larger than " + MAX_BYTES + " bytes");
        }
        files.put(String.valueOf(file.getFileName()), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  /** Leaves a file that has this content already as it is. */
  private static void write(Path file, Bytes content) throws IOException {
    if (Files.exists(file)
        && Files.size(file) == content.size()
        && Bytes.copyOf(Files.readAllBytes(file)).equals(content)) {
      return;
    }
    Path aside = file.resolveSibling(file.getFileName() + ASIDE);
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
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      sync(folder);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
