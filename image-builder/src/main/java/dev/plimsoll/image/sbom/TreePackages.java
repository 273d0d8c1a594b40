package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.ContentWindows;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.sbom.Inventory.Unread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the package databases of a tree, in its root and in the root of every container, and reads
 * them. Used by one thread.
 */
final class TreePackages {
  private static final int MAX_TEXT = 64 << 20; // bytes of a database that is text
  private static final String STATUS_FILES = "var/lib/dpkg/status.d/";

  private final FileTree tree;
  private final List<SoftwarePackage> packages = new ArrayList<>();
  private final List<Unread> unread = new ArrayList<>();

  private TreePackages(FileTree tree) {
    this.tree = tree;
  }

  /** What was found, in no order. */
  record Found(List<SoftwarePackage> packages, List<Unread> unread) {}

  static Found in(FileTree tree) throws IOException {
    TreePackages search = new TreePackages(tree);
    try (ContentWindows windows = new ContentWindows()) {
      for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
        if (e.getValue().node() instanceof RegularFile file) {
          search.file(e.getKey(), e.getValue(), file, windows);
        }
      }
    }
    return new Found(search.packages, search.unread);
  }

  /** How the text or the bytes of one database become packages. */
  private interface Reader {
    List<SoftwarePackage.Builder> read(Distribution distribution)
        throws FormatException, IOException;
  }

  private interface Headers {
    List<byte[]> of(RandomInput file) throws FormatException, IOException;
  }

  private void file(String path, Placed placed, RegularFile file, ContentWindows windows)
      throws IOException {
    Optional<String> root = Roots.of(path);
    if (root.isEmpty() || file.content().length() == 0) {
      return;
    }
    Content content = file.content();
    String inside = path.substring(root.get().length());
    Optional<Reader> reader =
        switch (inside) {
          case "lib/apk/db/installed", "usr/lib/apk/db/installed" ->
              Optional.of(d -> ApkDatabase.parse(text(content), d));
          case "var/lib/dpkg/status" -> Optional.of(d -> DpkgDatabase.parse(text(content), d));
          case "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite" ->
              Optional.of(d -> sqlite(path, content, windows, d));
          case "var/lib/rpm/Packages.db", "usr/lib/sysimage/rpm/Packages.db" ->
              Optional.of(d -> rpm(content, windows, RpmNdb::headers, d));
          case "var/lib/rpm/Packages", "usr/lib/sysimage/rpm/Packages" ->
              Optional.of(d -> rpm(content, windows, RpmBerkeley::headers, d));
          default ->
              inside.startsWith(STATUS_FILES) && !inside.endsWith(".md5sums")
                  ? Optional.of(d -> DpkgDatabase.parse(text(content), d))
                  : Optional.empty();
        };
    if (reader.isPresent()) {
      read(path, placed, reader.get(), Distribution.of(tree, root.get()));
    }
  }

  private void read(String path, Placed placed, Reader reader, Distribution distribution)
      throws IOException {
    String location = placed.section().location();
    try {
      for (SoftwarePackage.Builder found : reader.read(distribution)) {
        packages.add(found.at(location, "/" + path));
      }
    } catch (FormatException e) {
      unread.add(new Unread("/" + path, location, e.getMessage()));
    }
  }

  private static String text(Content content) throws FormatException, IOException {
    if (content.length() > MAX_TEXT) {
      throw new FormatException(
          content.length() + " bytes; the limit for this database is " + MAX_TEXT);
    }
    return content.read(MAX_TEXT).utf8();
  }

  private List<SoftwarePackage.Builder> sqlite(
      String path, Content content, ContentWindows windows, Distribution distribution)
      throws FormatException, IOException {
    Optional<RegularFile> log = tree.findFile(path + "-wal");
    if (log.isPresent() && log.get().content().length() > 0) {
      throw new FormatException("its write-ahead log holds rows that the file has not");
    }
    return rpm(content, windows, RpmSqlite::headers, distribution);
  }

  private static List<SoftwarePackage.Builder> rpm(
      Content content, ContentWindows windows, Headers headers, Distribution distribution)
      throws FormatException, IOException {
    List<SoftwarePackage.Builder> found = new ArrayList<>();
    for (byte[] header : headers.of(new RandomInput(windows, content))) {
      RpmHeader.parse(header).toPackage(distribution).ifPresent(found::add);
    }
    return found;
  }
}
