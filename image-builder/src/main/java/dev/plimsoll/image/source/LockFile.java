package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code plimsoll.lock}: what each reference was found to be, one file for all specifications of a
 * folder and for all architectures. {@link LockText} is its form.
 *
 * <p>Thread-safe. Written by {@link #save} alone, when something changed: a failed build leaves the
 * old one. What another build pinned meanwhile is kept.
 */
public final class LockFile {
  private final Path file;
  private final LockMode mode;
  private final LockText read;
  private final Map<Key, LockEntry> recorded = new ConcurrentHashMap<>();

  private record Key(String reference, String platform) {}

  private LockFile(Path file, LockMode mode, LockText read) {
    this.file = file;
    this.mode = mode;
    this.read = read;
  }

  /** Reads {@code file}; none is an empty one. */
  public static LockFile load(Path file, LockMode mode) throws FormatException, IOException {
    return new LockFile(file, mode, LockText.load(file));
  }

  /**
   * What {@code reference} is pinned to; empty when this build may look for itself.
   *
   * @throws FormatException when there is no pin and the mode asks for one
   */
  Optional<LockEntry> pinned(Reference reference, Architecture architecture, Located<String> where)
      throws FormatException {
    if (mode == LockMode.UPDATE) {
      return Optional.empty();
    }
    String platform = Platform.key(architecture);
    Optional<LockEntry> entry = find(read, new Key(reference.text(), platform));
    if (entry.isEmpty() && mode == LockMode.LOCKED) {
      throw new FormatException(
          where.at().toString(),
          reference.text()
              + (read.entries().containsKey(reference.text()) ? " for " + platform : "")
              + " is not in "
              + file
              + "; build once without --locked to pin it");
    }
    return entry;
  }

  /**
   * The index that another architecture's entry of {@code reference} came from: all architectures
   * are taken from one.
   */
  Optional<Digest> pinnedIndex(Reference reference) {
    if (mode == LockMode.UPDATE) {
      return Optional.empty();
    }
    for (LockEntry entry : read.entries().getOrDefault(reference.text(), Map.of()).values()) {
      if (entry instanceof LockEntry.Image image && image.index().isPresent()) {
        return image.index();
      }
    }
    return Optional.empty();
  }

  void record(Reference reference, Architecture architecture, LockEntry entry) {
    recorded.put(new Key(reference.text(), Platform.key(architecture)), entry);
  }

  /** The entries that this build used. */
  LockText used() {
    Map<String, Map<String, LockEntry>> entries = new TreeMap<>();
    recorded.forEach(
        (key, entry) ->
            entries.computeIfAbsent(key.reference, k -> new TreeMap<>()).put(key.platform, entry));
    return new LockText(entries);
  }

  Path file() {
    return file;
  }

  private static Optional<LockEntry> find(LockText text, Key key) {
    return Optional.ofNullable(
        text.entries().getOrDefault(key.reference, Map.of()).get(key.platform));
  }

  /**
   * Writes what was recorded, durably, when it differs from what was read: under a lock of the
   * operating system, into what the file has by then.
   *
   * @throws IOException also when another build has pinned a reference of this one to something
   *     else meanwhile, so that this image is not what the file says
   */
  public void save() throws IOException {
    boolean changed =
        recorded.entrySet().stream()
            .anyMatch(e -> !find(read, e.getKey()).equals(Optional.of(e.getValue())));
    if (changed && mode != LockMode.LOCKED) {
      SharedFile.replace(file, this::merged);
    }
  }

  private LockText merged(LockText now) throws IOException {
    Map<String, Map<String, LockEntry>> all = new TreeMap<>();
    now.entries().forEach((k, v) -> all.put(k, new TreeMap<>(v)));
    for (Map.Entry<Key, LockEntry> e : recorded.entrySet()) {
      Key key = e.getKey();
      Optional<LockEntry> other = find(now, key);
      boolean moved = !other.equals(find(read, key)) && !other.equals(Optional.of(e.getValue()));
      if (mode == LockMode.ADD && other.isPresent() && moved) {
        throw new IOException(
            file
                + ": another build has pinned "
                + key.reference
                + " to something else meanwhile; build again to use that");
      }
      all.computeIfAbsent(key.reference, r -> new TreeMap<>()).put(key.platform, e.getValue());
    }
    return new LockText(all);
  }
}
