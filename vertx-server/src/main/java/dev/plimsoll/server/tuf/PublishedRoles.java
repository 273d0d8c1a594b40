package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One published state, as hosts ask for it: which host roles there are, what each needs, and the
 * answers made so far. Remembers what hosts with one of the timestamps before have.
 */
final class PublishedRoles {
  private static final System.Logger LOG = System.getLogger(PublishedRoles.class.getName());
  private static final int MAX_HISTORY = 32; // timestamps

  /** Answers kept: all that honest hosts ask for; made-up states are made anew each time. */
  private static final int MAX_ANSWERS = 512;

  private static final String TIMESTAMP = Timestamp.TYPE + ".json";
  private static final Pattern ROOT = Pattern.compile("([1-9][0-9]{0,9})\\.root\\.json");

  private final Map<String, Bytes> files;
  private final SortedMap<Long, Bytes> roots;
  private final long timestampVersion;
  private final Set<String> hostRoles;
  private final SortedMap<Long, Map<String, Set<String>>> history;
  private final Map<String, CompletableFuture<RoleFiles>> roles = new ConcurrentHashMap<>();
  private final Map<Asked, CompletableFuture<ServedFile>> answers = new ConcurrentHashMap<>();

  private PublishedRoles(
      Map<String, Bytes> files,
      SortedMap<Long, Bytes> roots,
      long timestampVersion,
      Set<String> hostRoles,
      SortedMap<Long, Map<String, Set<String>>> history) {
    this.files = files;
    this.roots = roots;
    this.timestampVersion = timestampVersion;
    this.hostRoles = hostRoles;
    this.history = history;
  }

  /** What hosts come with. */
  record Asked(String hostRole, long root, long timestamp) {}

  /** Reads the state; what it remembers of the one before is what was asked of that. */
  static PublishedRoles of(Map<String, Bytes> files, Optional<PublishedRoles> before) {
    SortedMap<Long, Bytes> roots = new TreeMap<>();
    files.forEach(
        (name, file) -> {
          Matcher root = ROOT.matcher(name);
          if (root.matches()) {
            roots.put(Long.parseLong(root.group(1)), file);
          }
        });
    try {
      Timestamp timestamp = parse(files, TIMESTAMP, Timestamp::parse);
      return new PublishedRoles(
          files,
          roots,
          timestamp.version(),
          hostRoles(files, timestamp),
          before.map(PublishedRoles::remembered).orElseGet(TreeMap::new));
    } catch (FormatException e) {
      LOG.log(Level.WARNING, "TUF metadata cannot be read: {0}", e.getMessage());
      return new PublishedRoles(files, roots, 0, Set.of(), new TreeMap<>());
    }
  }

  private static Set<String> hostRoles(Map<String, Bytes> files, Timestamp timestamp)
      throws FormatException {
    Snapshot snapshot =
        parse(files, timestamp.snapshot().version() + ".snapshot.json", Snapshot::parse);
    long version = snapshot.find(Targets.TYPE).map(MetaFile::version).orElse(0L);
    String prefix = ReleasePointer.tufRole("");
    return parse(files, version + ".targets.json", Targets::parse).delegations().stream()
        .flatMap(d -> d.roles().stream())
        .filter(r -> r.name().startsWith(prefix))
        .map(r -> r.name().substring(prefix.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static <T extends dev.plimsoll.formats.tuf.TufMetadata> T parse(
      Map<String, Bytes> files, String name, Signed.Reader<T> reader) throws FormatException {
    Bytes file = files.get(name);
    if (file == null) {
      throw new FormatException(name, "not published");
    }
    return Signed.parse(name, file, reader).signed();
  }

  private SortedMap<Long, Map<String, Set<String>>> remembered() {
    SortedMap<Long, Map<String, Set<String>>> all = new TreeMap<>(history);
    Map<String, Set<String>> mine = new LinkedHashMap<>();
    roles.forEach(
        (role, made) -> {
          if (made.isDone() && !made.isCompletedExceptionally()) {
            mine.put(role, names(made.join()));
          }
        });
    all.put(timestampVersion, mine);
    while (all.size() > MAX_HISTORY) {
      all.remove(all.firstKey());
    }
    return Collections.unmodifiableSortedMap(all);
  }

  /** Versioned or hashed names: the same name is the same file. */
  private static Set<String> names(RoleFiles files) {
    Set<String> names = new HashSet<>(files.metadata().keySet());
    names.remove(TIMESTAMP);
    names.addAll(files.targets().keySet());
    return names;
  }

  Set<String> hostRoles() {
    return hostRoles;
  }

  long rootVersion() {
    return roots.isEmpty() ? 0 : roots.lastKey();
  }

  private Bytes newestRoot() {
    return roots.getOrDefault(rootVersion(), Bytes.ofUtf8(""));
  }

  long timestampVersion() {
    return timestampVersion;
  }

  /** {@link Root} files a host of version {@code from} lacks, oldest first, as many as fit. */
  Map<String, Bytes> rootsAfter(long from) {
    Map<String, Bytes> chain = new LinkedHashMap<>();
    roots.tailMap(from + 1).entrySet().stream()
        .limit(RoleBundle.MAX_FILES - 44)
        .forEach(e -> chain.put(e.getKey() + "." + Root.TYPE + ".json", e.getValue()));
    return chain;
  }

  /** Whether it is known what a host of the role with that timestamp has. */
  boolean remembers(String hostRole, long timestamp) {
    return history.getOrDefault(timestamp, Map.of()).containsKey(hostRole);
  }

  /** Whether a host of the role with that timestamp has the file of this name. */
  boolean had(String hostRole, long timestamp, String name) {
    return history
        .getOrDefault(timestamp, Map.of())
        .getOrDefault(hostRole, Set.of())
        .contains(name);
  }

  CompletableFuture<RoleFiles> role(
      String hostRole, Executor threads, RoleFiles.Contents contents) {
    return roles.computeIfAbsent(
        hostRole,
        r ->
            CompletableFuture.supplyAsync(
                () -> RoleFiles.find(r, newestRoot(), files, contents), threads));
  }

  CompletableFuture<ServedFile> answers(
      Asked asked, Supplier<CompletableFuture<ServedFile>> maker) {
    CompletableFuture<ServedFile> made = answers.get(asked);
    if (made != null) {
      return made;
    }
    if (answers.size() >= MAX_ANSWERS) {
      return maker.get();
    }
    return answers.computeIfAbsent(asked, a -> maker.get());
  }
}
