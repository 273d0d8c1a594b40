package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A directory: {@code files/<sha256>}, written once, and {@code commits}, one line a commit, {@code
 * <sha256 of the rest> <json>}. Files are on disk before the line that names them, and the line
 * with its checksum is the commit: one that a crash cut is not there. For one process at a time.
 */
public final class DirectoryNotaryStore implements NotaryStore {
  private static final int HASH = 64;

  private final Path files;
  private final Path log;
  private final CommitOrder order = new CommitOrder();
  private final List<NotaryCommit> commits = new ArrayList<>();
  private final StorePoint point;
  private long end;

  /** What a test may halt at; the real one does nothing. */
  @FunctionalInterface
  interface StorePoint {
    void reached(String step) throws IOException;
  }

  private DirectoryNotaryStore(Path directory, StorePoint point) {
    this.files = directory.resolve("files");
    this.log = directory.resolve("commits");
    this.point = point;
  }

  /**
   * Opens or makes the directory.
   *
   * @throws IOException also when a commit that is not the last line is damaged
   */
  public static DirectoryNotaryStore open(Path directory) throws IOException {
    return open(directory, step -> {});
  }

  static DirectoryNotaryStore open(Path directory, StorePoint point) throws IOException {
    DirectoryNotaryStore store = new DirectoryNotaryStore(directory, point);
    Files.createDirectories(store.files);
    store.recover();
    sync(directory);
    return store;
  }

  private void recover() throws IOException {
    byte[] text = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n') {
        add(Arrays.copyOfRange(text, start, i), commits.size() + 1);
        start = i + 1;
      }
    }
    end = start;
    try (FileChannel out =
        FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (out.size() > end) {
        out.truncate(end); // a line without its end was never a commit
      }
      out.force(true);
    }
  }

  private void add(byte[] line, int number) throws IOException {
    String where = log + ":" + number;
    if (line.length <= HASH) {
      throw new IOException(where + ": damaged commit");
    }
    byte[] json = Arrays.copyOfRange(line, HASH + 1, line.length);
    String hash = new String(line, 0, HASH, StandardCharsets.US_ASCII);
    if (!Digest.of(json).hex().equals(hash)) {
      throw new IOException(where + ": damaged commit, its checksum differs");
    }
    try {
      NotaryCommit commit = NotaryCommit.parse(where, json);
      order.require(commit);
      order.add(commit);
      commits.add(commit);
    } catch (FormatException | StaleCommitException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized List<NotaryCommit> load() {
    return List.copyOf(commits);
  }

  @Override
  public synchronized void append(NotaryCommit commit, Collection<Bytes> content)
      throws IOException, StaleCommitException {
    order.require(commit);
    for (Bytes file : content) {
      write(file);
    }
    point.reached("files");
    sync(files);
    point.reached("files synced");
    byte[] json = commit.encode().toArray();
    byte[] line =
        (Digest.of(json).hex() + " " + new String(json, StandardCharsets.UTF_8) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    try (FileChannel out = FileChannel.open(log, StandardOpenOption.WRITE)) {
      out.truncate(end); // what a failed append left
      put(out, Arrays.copyOf(line, line.length / 2), end);
      point.reached("half a line");
      put(out, Arrays.copyOfRange(line, line.length / 2, line.length), end + line.length / 2);
      point.reached("line");
      out.force(true);
    }
    end += line.length;
    order.add(commit);
    commits.add(commit);
    point.reached("committed");
  }

  private static void put(FileChannel out, byte[] part, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(part);
    while (buffer.hasRemaining()) {
      out.write(buffer, at + buffer.position());
    }
  }

  private void write(Bytes file) throws IOException {
    Path target = files.resolve(file.digest().hex());
    if (Files.exists(target)) {
      return;
    }
    Path aside = files.resolve(file.digest().hex() + ".new");
    try (FileChannel out =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      put(out, file.toArray(), 0);
      out.force(true);
    }
    point.reached("file aside");
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public Bytes read(Digest digest) throws IOException {
    Bytes file = Bytes.copyOf(Files.readAllBytes(files.resolve(digest.hex())));
    if (!file.digest().equals(digest)) {
      throw new IOException(files.resolve(digest.hex()) + ": damaged, its checksum differs");
    }
    return file;
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
