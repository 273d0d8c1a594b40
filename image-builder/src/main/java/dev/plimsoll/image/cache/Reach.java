package dev.plimsoll.image.cache;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which blobs belong together: what manifests and indexes name, and what those name. */
final class Reach {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_MANIFEST = 4 << 20;

  private final ContentStore store;

  Reach(ContentStore store) {
    this.store = store;
  }

  /** Everything that a lock file names. */
  static Set<Digest> roots(LockText lock) {
    Set<Digest> roots = new TreeSet<>();
    for (Map<String, LockEntry> platforms : lock.entries().values()) {
      for (LockEntry entry : platforms.values()) {
        roots.addAll(blobs(entry));
      }
    }
    return roots;
  }

  static List<Digest> blobs(LockEntry entry) {
    return switch (entry) {
      case LockEntry.Deb deb -> List.of(deb.archive());
      case LockEntry.Image image -> image.blobs();
    };
  }

  /** {@code roots} and all that the store has of what they name. */
  Set<Digest> closure(Set<Digest> roots) throws IOException {
    Set<Digest> seen = new TreeSet<>();
    Deque<Digest> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Digest digest = open.pop();
      if (seen.add(digest)) {
        open.addAll(named(digest));
      }
    }
    return seen;
  }

  private List<Digest> named(Digest digest) throws IOException {
    Optional<Path> file = store.find(digest);
    if (file.isEmpty() || Files.size(file.get()) > MAX_MANIFEST || !isObject(file.get())) {
      return List.of();
    }
    List<Digest> found = new java.util.ArrayList<>();
    try {
      Bytes text = store.read(digest, MAX_MANIFEST);
      JsonObject json = READER.parse(digest.toString(), text).asObject("manifest");
      if (json.find("schemaVersion").isEmpty()) {
        return List.of();
      }
      for (String list : List.of("layers", "manifests")) {
        for (JsonValue item : json.arrayOrEmpty(list)) {
          found.add(Digest.parse(item.asObject(list).string("digest")));
        }
      }
      Optional<JsonObject> config = json.findObject("config");
      if (config.isPresent()) {
        found.add(Digest.parse(config.get().string("digest")));
      }
      return found;
    } catch (FormatException e) {
      return List.of(); // some other JSON, such as an image's config
    }
  }

  private static boolean isObject(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.read() == '{';
    }
  }
}
