package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import dev.plimsoll.image.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code tar} output of a root with everything odd, listed and unpacked by GNU tar. */
class TarOutputGnuTest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final long OTHER_TIME = 1_600_000_000;

  /** 130 bytes: too long for ustar's name field. */
  private static final String LONG = "odd/" + "n".repeat(120) + "/file1";

  /** 459 bytes: longer than ustar's prefix and name together. */
  private static final String LONGER =
      "odd/" + "p".repeat(150) + "/" + "q".repeat(150) + "/" + "r".repeat(152);

  /** 110 characters of two bytes each. */
  private static final String LONG_GERMAN = "odd/" + "ö".repeat(110);

  private static final String LONG_TARGET = "../" + "t".repeat(200);

  @TempDir Path directory;
  private DirectoryContentStore store;

  @BeforeEach
  void setUp() throws IOException {
    Tools.require("tar");
    store = DirectoryContentStore.open(directory.resolve("blobs"));
  }

  private static RegularFile file(int mode, int uid, int gid, String text) {
    return new RegularFile(
        new Attributes(mode, uid, gid, OTHER_TIME, Map.of()),
        new Content.Inline(Bytes.ofUtf8(text)));
  }

  private static FileTree odd() throws IOException {
    TreeBuilder tree = new TreeBuilder();
    tree.add("odd/suid", file(04755, 0, 0, "suid"), "t");
    tree.add("odd/sgid", file(02711, 0, 42, "sgid"), "t");
    tree.add("odd/secret", file(0, 3_000_000, 4_000_000, "owner past seven octal digits"), "t");
    RegularFile shared = file(0640, 1000, 1000, "shared\n".repeat(1000));
    tree.add("odd/shared", shared, "t");
    tree.add("odd/twin", shared, "t");
    tree.add(LONG, shared, "t");
    tree.add(LONGER, shared, "t");
    tree.add(LONG_GERMAN, Trees.text("öl"), "t");
    tree.add("odd/日本語 name", Trees.text(""), "t");
    tree.add("odd/ -> ", Trees.text("a name like a link"), "t");
    tree.add("odd/link", new Symlink(Attributes.generated(0777), "suid"), "t");
    tree.add("odd/broken", new Symlink(Attributes.generated(0777), "/größe/nowhere"), "t");
    tree.add("odd/far", new Symlink(Attributes.generated(0777, 7, 8), LONG_TARGET), "t");
    tree.add("odd/sticky", new Directory(Attributes.generated(01777)), "t");
    tree.add("odd/team", new Directory(Attributes.generated(02770, 0, 42)), "t");
    tree.add("odd/closed", new Directory(Attributes.generated(0)), "t");
    tree.add("odd/closed/in", Trees.text("in"), "t");
    return tree.build();
  }

  /** Writes no file, but keeps the plan that the others write. */
  private static final class Planned implements Output {
    private final List<FileTree> trees = new ArrayList<>();

    @Override
    public String format() {
      return "planned";
    }

    @Override
    public void check(BuildPlan plan) throws IOException {
      trees.add(BootTree.of(plan));
    }

    @Override
    public void write(BuildPlan plan, OutputFiles files) {}
  }

  /** Builds {@code out/test.tar}; returns what it must hold. */
  private FileTree build() throws Exception {
    OciLayoutWriter.in(directory.resolve("odd")).writeImage(odd(), ImageConfig.NONE, "latest");
    String spec = Builds.SPEC.replace("init:\n", "init:\n  - oci:odd\n");
    Planned planned = new Planned();
    new ImageBuilder(store, directory.resolve("work"))
        .write(
            new Builds(directory, store).request(spec, LockMode.ADD),
            List.of(planned, new TarOutput()),
            directory.resolve("out"));
    FileTree tree = planned.trees.getFirst();
    for (Map.Entry<String, FileTree.Placed> e : odd().entries().entrySet()) {
      if (!(e.getValue().node() instanceof Directory)) {
        assertThat(tree.entries()).containsKey(e.getKey());
      }
    }
    return tree;
  }

  /** As {@code tar -tvf} shows it, without the padding before the size. */
  private static List<String> lines(FileTree tree) {
    HardLinks links = HardLinks.of(tree);
    List<String> lines = new ArrayList<>();
    tree.entries()
        .forEach(
            (path, placed) -> {
              Node node = placed.node();
              String first = node instanceof RegularFile f ? links.paths(f).getFirst() : path;
              char type =
                  switch (node) {
                    case Directory d -> 'd';
                    case Symlink s -> 'l';
                    case RegularFile f -> first.equals(path) ? '-' : 'h';
                  };
              long size = node instanceof RegularFile f && type == '-' ? f.content().length() : 0;
              String end =
                  switch (node) {
                    case Directory d -> "/";
                    case Symlink s -> " -> " + s.target();
                    case RegularFile f -> first.equals(path) ? "" : " link to " + first;
                  };
              Attributes a = node.attributes();
              lines.add(
                  type
                      + permissions(a.mode())
                      + " "
                      + a.uid()
                      + "/"
                      + a.gid()
                      + " "
                      + size
                      + " "
                      + TIME.format(Instant.ofEpochSecond(a.mtime()))
                      + " "
                      + path
                      + end);
            });
    return lines;
  }

  /** As {@code ls} shows the twelve bits. */
  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int shift = 6; shift >= 0; shift -= 3) {
      int bits = mode >> shift;
      boolean runs = (bits & 1) != 0;
      boolean special = (mode & (01000 << (shift / 3))) != 0;
      char x = shift == 0 ? 't' : 's';
      text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
      text.append(special ? runs ? x : Character.toUpperCase(x) : runs ? 'x' : '-');
    }
    return text.toString();
  }

  @Test
  void listsExactlyTheEntriesOfTheRoot() throws Exception {
    FileTree tree = build();
    Commands.Result list =
        Commands.run(
            directory,
            "tar",
            "--numeric-owner",
            "--full-time",
            "--utc",
            "--quoting-style=literal",
            "--warning=no-unknown-keyword",
            "-tvf",
            "out/test.tar");
    assertThat(list.status()).as(list.out()).isZero();
    assertThat(list.out().lines().map(l -> l.replaceFirst("^(\\S+ \\S+) +", "$1 ")))
        .containsExactlyElementsOf(lines(tree));
    assertThat(list.out())
        .containsPattern("-rwsr-xr-x 0/0 +4 2020-09-13 12:26:40 odd/suid\n")
        .containsPattern("---------- 3000000/4000000 +29 2020-09-13 12:26:40 odd/secret\n")
        .contains(" " + LONG_GERMAN + "\n", " odd/far -> " + LONG_TARGET + "\n")
        .containsPattern("hrw-r----- 1000/1000 +0 .* odd/twin link to " + LONG + "\n");
  }

  @Test
  void unpacksToTheSameFiles_forRoot() throws Exception {
    Tools.skipUnless(
        System.getProperty("user.name", "").equals("root"), "giving files to others needs root");
    FileTree tree = build();
    Path to = Files.createDirectory(directory.resolve("unpacked"));
    Commands.Result unpack =
        Commands.run(
            directory,
            "tar",
            "--numeric-owner",
            "--warning=no-unknown-keyword",
            "-C",
            to.toString(),
            "-xpf",
            "out/test.tar");
    assertThat(unpack.status()).as(unpack.out()).isZero();
    HardLinks links = HardLinks.of(tree);
    for (Map.Entry<String, FileTree.Placed> e : tree.entries().entrySet()) {
      Path path = to.resolve(e.getKey());
      Node node = e.getValue().node();
      Map<String, Object> found =
          Files.readAttributes(path, "unix:mode,uid,gid,ino", LinkOption.NOFOLLOW_LINKS);
      Attributes wanted = node.attributes();
      assertThat(found)
          .as(e.getKey())
          .containsEntry("uid", wanted.uid())
          .containsEntry("gid", wanted.gid())
          .containsEntry("mode", type(node) | (node instanceof Symlink ? 0777 : wanted.mode()));
      switch (node) {
        case Directory d -> assertThat(path).isDirectory();
        case Symlink l -> assertThat(Files.readSymbolicLink(path).toString()).isEqualTo(l.target());
        case RegularFile f -> {
          assertThat(Files.readAllBytes(path)).isEqualTo(f.content().read(1 << 24).toArray());
          Path first = to.resolve(links.paths(f).getFirst());
          assertThat(found).containsEntry("ino", Files.getAttribute(first, "unix:ino"));
        }
      }
    }
    try (var all = Files.walk(to)) {
      assertThat(all.count()).isEqualTo(tree.entries().size() + 1);
    }
  }

  private static int type(Node node) {
    return switch (node) {
      case Directory d -> 0040000;
      case Symlink l -> 0120000;
      case RegularFile f -> 0100000;
    };
  }
}
