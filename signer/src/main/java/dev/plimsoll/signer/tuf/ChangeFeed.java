package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.signer.tuf.Draft.Delta;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each publication changed, in order, numbered from 1 without gaps: {@code changes/N.jsonl}
 * beside {@code metadata/}, N the number of the file's first record. A publication's records are
 * synced before its timestamp is renamed and belong to the feed from then on; what a crash left
 * without its timestamp is cut off at the next start. Blocking; thread-safe.
 */
public final class ChangeFeed {
  /** Records of one file, about: a publication is never divided. */
  private static final int PER_FILE = 1024;

  private static final String SUFFIX = ".jsonl";

  private final Path directory;

  /** First numbers of the files. */
  private final TreeMap<Long, Path> files = new TreeMap<>();

  private long committed;
  private long appended;

  private ChangeFeed(Path directory) {
    this.directory = directory;
  }

  /**
   * @param published version of the published timestamp: later records are of a broken attempt
   */
  static ChangeFeed open(Path directory, long published) throws IOException, FormatException {
    ChangeFeed feed = new ChangeFeed(directory);
    feed.reload(published);
    return feed;
  }

  /** Reads anew what is on disk, and cuts off what was not published. */
  synchronized void reload(long published) throws IOException, FormatException {
    files.clear();
    committed = 0;
    appended = 0;
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : found) {
        String name = String.valueOf(file.getFileName());
        files.put(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), file);
      }
    } catch (NumberFormatException e) {
      throw new FormatException(directory.toString(), "holds a file that is no part of the feed");
    }
    while (!files.isEmpty() && !cut(files.lastEntry(), published)) {
      Files.delete(files.lastEntry().getValue());
      files.remove(files.lastKey());
    }
    appended = committed;
  }

  /** Whether something of the file stays; sets the last number. */
  private boolean cut(Map.Entry<Long, Path> file, long published)
      throws IOException, FormatException {
    byte[] content = Files.readAllBytes(file.getValue());
    int keep = 0;
    committed = file.getKey() - 1;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == '\n') {
        Change change = Change.parse(new String(content, keep, i - keep, StandardCharsets.UTF_8));
        if (change.timestamp() > published) {
          break;
        }
        committed = change.number();
        keep = i + 1;
      }
    }
    if (keep > 0 && keep < content.length) {
      try (FileChannel out = FileChannel.open(file.getValue(), StandardOpenOption.WRITE)) {
        out.truncate(keep);
        out.force(true);
      }
    }
    return keep > 0;
  }

  /** Durable on return, seen by nobody before {@link #commit}. */
  synchronized void append(long timestamp, Instant now, Draft draft) throws IOException {
    if (appended != committed) {
      throw new IOException(directory + ": records of a broken publication are left");
    }
    List<Change> changes = changes(timestamp, now.truncatedTo(ChronoUnit.SECONDS), draft);
    if (changes.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (Change change : changes) {
      lines.append(JsonWriter.sorted(change.toJson()).utf8()).append('\n');
    }
    Path file = fileFor(committed + 1);
    boolean isNew = !Files.exists(file);
    Files.createDirectories(directory);
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = SignedText.utf8(lines.toString());
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
    if (isNew) {
      try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
    appended = committed + changes.size();
  }

  private Path fileFor(long number) {
    if (files.isEmpty() || number - files.lastKey() >= PER_FILE) {
      files.put(number, directory.resolve(String.format("%019d%s", number, SUFFIX)));
    }
    return files.lastEntry().getValue();
  }

  private List<Change> changes(long timestamp, Instant now, Draft draft) {
    List<Change> changes = new ArrayList<>();
    draft
        .root()
        .ifPresent(
            root ->
                changes.add(
                    new Change(
                        committed + 1,
                        now,
                        timestamp,
                        Root.TYPE,
                        root.signed().version(),
                        root.file().digest(),
                        List.of(),
                        List.of())));
    draft
        .roles()
        .forEach(
            (role, file) -> {
              Delta delta = draft.deltas().getOrDefault(role, Delta.NONE);
              changes.add(
                  new Change(
                      committed + 1 + changes.size(),
                      now,
                      timestamp,
                      role,
                      file.version(),
                      file.file().digest(),
                      delta.added(),
                      delta.removed()));
            });
    return changes;
  }

  synchronized void commit() {
    committed = appended;
  }

  /** The number of the last record; 0 when there is none. */
  public synchronized long last() {
    return committed;
  }

  /**
   * Records with numbers above {@code after}, at most {@code limit} of them, in order.
   *
   * @param limit 1 to 1,000
   */
  public List<Change> page(long after, int limit) throws IOException, FormatException {
    if (after < 0 || limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("after " + after + ", limit " + limit);
    }
    long last;
    List<Path> ahead;
    synchronized (this) {
      last = committed;
      Optional<Long> start = Optional.ofNullable(files.floorKey(after + 1));
      ahead =
          new ArrayList<>(start.isPresent() ? files.tailMap(start.get()).values() : files.values());
    }
    List<Change> page = new ArrayList<>();
    for (Path file : ahead) {
      if (page.size() >= limit || after + page.size() >= last) {
        break;
      }
      read(file, after, last, limit, page);
    }
    return List.copyOf(page);
  }

  private static void read(Path file, long after, long last, int limit, List<Change> page)
      throws IOException, FormatException {
    if (!Files.exists(file)) {
      return; // named for the publication that is being written
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String line = in.readLine();
      while (line != null && page.size() < limit) {
        Change change = Change.parse(line);
        if (change.number() > last) {
          return;
        }
        if (change.number() > after) {
          page.add(change);
        }
        line = in.readLine();
      }
    }
  }
}
