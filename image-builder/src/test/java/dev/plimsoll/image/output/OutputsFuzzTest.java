package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.testing.CpioArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whatever the tree, an initramfs holds it; whatever a tool wrote, it is checked or refused. */
class OutputsFuzzTest {
  /** A tree out of {@code data}; what a tree refuses is left out. */
  private static FileTree tree(FuzzedDataProvider data) {
    TreeBuilder tree = new TreeBuilder();
    RegularFile last = new RegularFile(Attributes.generated(0644), content(new byte[0]));
    while (data.remainingBytes() > 0) {
      int mode = data.consumeInt(0, 07777);
      Attributes attributes =
          new Attributes(
              mode,
              data.consumeInt(0, 70000),
              data.consumeInt(0, 70000),
              data.consumeLong(0, 1L << 33),
              Map.of());
      String path = path(data.consumeString(40));
      Node node =
          switch (data.consumeInt(0, 3)) {
            case 0 -> new Directory(attributes);
            case 1 -> new Symlink(attributes, data.consumeString(40).replace('\0', '0'));
            case 2 -> last;
            default -> new RegularFile(attributes, content(data.consumeBytes(300)));
          };
      if (node instanceof RegularFile file) {
        last = file;
      }
      try {
        tree.add(path, node, "fuzz");
      } catch (IOException | IllegalArgumentException e) {
        continue; // no path of a tree
      }
    }
    return tree.build();
  }

  /** What readers of layers and specifications let through. */
  private static String path(String text) {
    return Stream.of(text.replace('\0', '0').split("/", -1))
        .map(p -> p.isEmpty() || p.equals(".") || p.equals("..") ? "x" : p)
        .collect(Collectors.joining("/"));
  }

  private static Content content(byte[] bytes) {
    return new Content.Inline(Bytes.copyOf(bytes));
  }

  @FuzzTest
  void cpio_holdsTheTree(FuzzedDataProvider data) throws IOException {
    FileTree tree = tree(data);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CpioWriter.write(tree, out);
    assertThat(out.size() % 512).isZero();
    List<CpioArchive.Entry> entries = CpioArchive.read(out.toByteArray());
    Map<Long, byte[]> data1 = new LinkedHashMap<>();
    entries.stream().filter(e -> e.data().length > 0).forEach(e -> data1.put(e.inode(), e.data()));
    assertThat(entries).hasSameSizeAs(tree.entries().keySet());
    int i = 0;
    for (Map.Entry<String, FileTree.Placed> wanted : tree.entries().entrySet()) {
      CpioArchive.Entry found = entries.get(i++);
      Node node = wanted.getValue().node();
      assertThat(found.name())
          .isEqualTo(
              new String(
                  wanted.getKey().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
      assertThat(found.mode() & 07777).isEqualTo(node.attributes().mode());
      switch (node) {
        case Directory d -> assertThat(found.mode() & 0170000).isEqualTo(0040000);
        case Symlink l -> {
          assertThat(found.mode() & 0170000).isEqualTo(0120000);
          assertThat(found.data()).isEqualTo(l.target().getBytes(StandardCharsets.UTF_8));
        }
        case RegularFile f -> {
          assertThat(found.mode() & 0170000).isEqualTo(0100000);
          byte[] stored = data1.getOrDefault(found.inode(), new byte[0]);
          assertThat(stored).isEqualTo(f.content().read(1 << 20).toArray());
        }
      }
    }
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static void attempt(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (LayerException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void squashfsSuperblock(byte[] head) throws IOException {
    attempt(
        () -> {
          SquashfsSuperblock read = SquashfsSuperblock.parse(head, "fuzz.img");
          assertThat(read.bytesUsed()).isGreaterThanOrEqualTo(SquashfsSuperblock.SIZE);
          read.requireWhole(read.bytesUsed(), read.time(), "fuzz.img");
        });
  }
}
