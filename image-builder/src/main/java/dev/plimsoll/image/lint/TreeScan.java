package dev.plimsoll.image.lint;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.ContentWindows;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.lint.FileFact.Kind;
import dev.plimsoll.image.lint.SecretScanner.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at every node of a tree once. Of a program only headers and names are read, of a text at
 * most {@value #MAX_TEXT} bytes, of anything else its first {@value #HEAD}. One scan at a time.
 */
public final class TreeScan {
  private static final int HEAD = 4096;
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_FACTS = 500_000;
  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;

  private final List<FileFact> facts = new ArrayList<>();
  private final Map<RegularFile, Read> seen = new IdentityHashMap<>();
  private final Map<String, Long> totals = new HashMap<>();

  private TreeScan() {
    for (String name :
        List.of("files", "directories", "symlinks", "elf", "texts", "textsTooLarge")) {
      totals.put(name, 0L);
    }
  }

  /**
   * The facts of {@code tree}.
   *
   * @throws IOException when a content cannot be read, or there are more facts than a policy could
   *     judge (500,000)
   */
  public static HardeningFacts scan(String imageName, String architecture, FileTree tree)
      throws IOException {
    TreeScan scan = new TreeScan();
    try (ContentWindows windows = new ContentWindows()) {
      for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
        scan.node(e.getKey(), e.getValue(), windows);
      }
    }
    return HardeningFacts.of(
        imageName, architecture, ContainerFacts.in(tree), scan.facts, Map.copyOf(scan.totals));
  }

  private void node(String path, Placed placed, ContentWindows windows) throws IOException {
    switch (placed.node()) {
      case Directory d -> {
        count("directories");
        if ((d.attributes().mode() & 0002) != 0) {
          boolean sticky = (d.attributes().mode() & STICKY) != 0;
          add(Kind.WORLD_WRITABLE_DIRECTORY, path, placed, owner(d).put("sticky", sticky));
        }
      }
      case Symlink l -> count("symlinks");
      case RegularFile f -> {
        count("files");
        rights(path, placed, f);
        content(path, placed, f, windows);
      }
    }
  }

  private void rights(String path, Placed placed, RegularFile file) throws IOException {
    int mode = file.attributes().mode();
    if ((mode & SETUID) != 0) {
      add(Kind.SETUID, path, placed, owner(file));
    }
    if ((mode & SETGID) != 0) {
      add(Kind.SETGID, path, placed, owner(file));
    }
    if ((mode & 0002) != 0) {
      add(Kind.WORLD_WRITABLE_FILE, path, placed, owner(file));
    }
    Optional<Bytes> xattr =
        Optional.ofNullable(file.attributes().xattrs().get(FileCapabilities.XATTR));
    if (xattr.isPresent()) {
      add(Kind.FILE_CAPABILITIES, path, placed, capabilities(xattr.get()));
    }
  }

  private static JsonObject.Builder capabilities(Bytes xattr) {
    JsonObject.Builder json = JsonObject.builder();
    try {
      FileCapabilities found = FileCapabilities.decode(xattr);
      json.put("revision", found.revision())
          .put("effective", found.effective())
          .putStrings("permitted", found.permitted())
          .putStrings("inheritable", found.inheritable());
      found.rootId().ifPresent(r -> json.put("rootId", r));
    } catch (FormatException e) {
      json.put("problem", e.getMessage());
    }
    return json;
  }

  private static JsonObject.Builder owner(Node node) {
    return JsonObject.builder()
        .put("mode", String.format("%04o", node.attributes().mode()))
        .put("uid", node.attributes().uid())
        .put("gid", node.attributes().gid());
  }

  /** What the bytes of a file showed, kept for its other names. */
  private record Read(Optional<ElfHardening> elf, Optional<String> problem, List<Secret> secrets) {
    static final Read NOTHING = new Read(Optional.empty(), Optional.empty(), List.of());
  }

  private void content(String path, Placed placed, RegularFile file, ContentWindows windows)
      throws IOException {
    Optional<Read> known = Optional.ofNullable(seen.get(file));
    Read read = known.isPresent() ? known.get() : read(path, file.content(), windows);
    if (known.isEmpty()) {
      seen.put(file, read);
    }
    if (read.elf.isPresent() && read.elf.get().type() != ElfHardening.Type.OBJECT) {
      JsonObject.Builder detail = JsonObject.builder();
      read.elf.get().json().members().forEach(detail::put);
      add(Kind.ELF, path, placed, detail);
    }
    if (read.problem.isPresent()) {
      add(
          Kind.ELF_MALFORMED,
          path,
          placed,
          JsonObject.builder().put("problem", read.problem.get()));
    }
    for (Secret secret : read.secrets) {
      JsonObject.Builder detail = JsonObject.builder();
      secret.json().members().forEach(detail::put);
      add(Kind.SECRET, path, placed, detail);
    }
  }

  private Read read(String path, Content content, ContentWindows windows) throws IOException {
    if (content.length() == 0) {
      return Read.NOTHING;
    }
    byte[] head = windows.read(content, 0, HEAD);
    if (ElfReader.isElf(head)) {
      count("elf");
      return elf(content, windows);
    }
    if (!isText(head)) {
      return Read.NOTHING;
    }
    if (content.length() > MAX_TEXT) {
      count("textsTooLarge");
      return Read.NOTHING;
    }
    count("texts");
    byte[] all = content.length() <= head.length ? head : windows.read(content, 0, MAX_TEXT);
    String text = new String(all, StandardCharsets.ISO_8859_1);
    return new Read(Optional.empty(), Optional.empty(), SecretScanner.scan(path, text));
  }

  private static Read elf(Content content, ContentWindows windows) throws IOException {
    try {
      ElfHardening elf =
          ElfReader.read((at, length) -> windows.read(content, at, length), content.length());
      return new Read(Optional.of(elf), Optional.empty(), List.of());
    } catch (FormatException e) {
      return new Read(Optional.empty(), Optional.of(e.getMessage()), List.of());
    }
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  private void count(String what) {
    totals.merge(what, 1L, Long::sum);
  }

  private void add(Kind kind, String path, Placed placed, JsonObject.Builder detail)
      throws IOException {
    if (facts.size() >= MAX_FACTS) {
      throw new IOException("the tree gives more than " + MAX_FACTS + " facts (lint)");
    }
    facts.add(new FileFact(kind, path, placed.section(), detail.build()));
  }
}
