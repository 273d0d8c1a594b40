package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables at hand: those that come with the program, and those of a folder, which go first. Each
 * is read once, when it is first needed. Thread-safe.
 */
public final class KconfigTables {
  private static final String INDEX = "tables/index.txt";
  private static final Pattern NAME = Pattern.compile("linux-([0-9.]{1,20})\\.kconfig");

  private final Map<Release, Entry> entries = new TreeMap<>();

  /** A table that may not be read yet. */
  private static final class Entry {
    private final String where;
    private final Optional<Path> file;
    private Optional<SymbolTable> table = Optional.empty();

    Entry(String where, Optional<Path> file) {
      this.where = where;
      this.file = file;
    }

    synchronized SymbolTable table() throws FormatException, IOException {
      if (table.isEmpty()) {
        table = Optional.of(TableReader.read(where, bytes()));
      }
      return table.get();
    }

    private Bytes bytes() throws IOException {
      if (file.isEmpty()) {
        return resource(where);
      }
      try (InputStream in = Files.newInputStream(file.get())) {
        return Bytes.copyOf(in.readNBytes(TableFormat.MAX_FILE + 1));
      }
    }
  }

  private KconfigTables() {}

  /** No tables: nothing is known of any kernel. */
  public static KconfigTables none() {
    return new KconfigTables();
  }

  /** The tables that come with this version of the program. */
  public static KconfigTables shipped() {
    KconfigTables tables = new KconfigTables();
    try {
      for (String name : resource(INDEX).utf8().lines().toList()) {
        tables.add(name, "tables/" + name, Optional.empty());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the program's own " + INDEX + " is broken", e);
    }
    return tables;
  }

  /**
   * These, and the tables in {@code folder}; a folder that does not exist has none.
   *
   * @throws IOException when the folder cannot be read
   */
  public KconfigTables and(Path folder) throws IOException {
    KconfigTables more = new KconfigTables();
    more.entries.putAll(entries);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path f : files.sorted().toList()) {
          more.add(String.valueOf(f.getFileName()), f.toString(), Optional.of(f));
        }
      }
    }
    return more;
  }

  /** What {@link #and} finds in a folder: the name of a table's file. */
  public static String fileName(SymbolTable table) {
    return "linux-" + table.version() + ".kconfig";
  }

  private void add(String name, String where, Optional<Path> file) {
    Matcher m = NAME.matcher(name);
    Optional<Release> release = m.matches() ? Release.find(m.group(1)) : Optional.empty();
    release.ifPresent(r -> entries.put(r, new Entry(where, file)));
  }

  private static Bytes resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(KconfigTables.class.getResourceAsStream(name), name)) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  /** The releases that there are tables of, oldest first. */
  public List<String> versions() {
    List<String> versions = new ArrayList<>();
    entries.keySet().forEach(r -> versions.add(r.major() + "." + r.minor() + "." + r.patch()));
    return versions;
  }

  /**
   * The table of a kernel's branch: of several, the newest that is not newer than the kernel, else
   * the oldest.
   *
   * @param version such as {@code 6.1.192}, {@code 6.1} or {@code 6.1.0-56-cloud-amd64}
   * @return empty when there is none of its branch, or {@code version} is no number
   * @throws FormatException when the table is damaged
   * @throws IOException when it cannot be read
   */
  public Optional<SymbolTable> find(String version) throws FormatException, IOException {
    Optional<Release> wanted = Release.find(version);
    return wanted.isEmpty() ? Optional.empty() : find(wanted.get());
  }

  /** The same, of a version in numbers. */
  public Optional<SymbolTable> find(int major, int minor, int patch)
      throws FormatException, IOException {
    return find(new Release(major, minor, patch));
  }

  /**
   * Starts to read the table that {@link #find} will be asked for, on a thread of its own that
   * keeps no program alive. What goes wrong there is told by {@link #find}.
   *
   * @param arch whose view of it will be asked for
   */
  public void prefetch(String version, KconfigArch arch) {
    Thread.ofPlatform()
        .daemon()
        .name("kconfig-table")
        .start(
            () -> {
              try {
                find(version).flatMap(t -> t.arch(arch)).ifPresent(Kconfig::reverse);
              } catch (FormatException | IOException e) {
                return; // find reads it again, and says so
              }
            });
  }

  private Optional<SymbolTable> find(Release wanted) throws FormatException, IOException {
    Optional<Entry> best = Optional.empty();
    for (Map.Entry<Release, Entry> e : entries.entrySet()) {
      boolean fits = e.getKey().sameBranch(wanted);
      if (fits && (best.isEmpty() || e.getKey().compareTo(wanted) <= 0)) {
        best = Optional.of(e.getValue());
      }
    }
    return best.isPresent() ? Optional.of(best.get().table()) : Optional.empty();
  }

  /**
   * Writes a table where {@link #and} will find it, whole or not at all.
   *
   * @return the file
   */
  public static Path store(SymbolTable table, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path target = folder.resolve(fileName(table));
    write(table, target);
    return target;
  }

  /** Writes a table to {@code target}, whole or not at all; gives its size in bytes. */
  public static int write(SymbolTable table, Path target) throws IOException {
    Bytes bytes = TableWriter.write(table);
    Path folder = Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(target);
    Path temporary = Files.createTempFile(folder, ".kconfig-", ".tmp");
    try {
      Files.write(temporary, bytes.toArray());
      Files.move(
          temporary,
          target,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return bytes.size();
  }

  @Override
  public String toString() {
    return String.join(", ", versions());
  }
}
