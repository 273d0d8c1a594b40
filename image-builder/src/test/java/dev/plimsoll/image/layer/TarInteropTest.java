package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that GNU tar wrote. */
class TarInteropTest {
  private static final String LONG = "n".repeat(120) + "/" + "m".repeat(120) + "/file";

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void make() throws Exception {
    Tools.require("tar");
    root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(root.resolve("plain"), "hello");
    Files.createLink(root.resolve("twin"), root.resolve("plain"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("plain"));
    Files.setLastModifiedTime(root.resolve("plain"), FileTime.fromMillis(1_500_000_000_000L));
    try (RandomAccessFile sparse = new RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
      for (int i = 0; i < 40; i++) { // more pieces than a header or its first extension holds
        sparse.seek(i * 200_000L);
        sparse.writeBytes("piece " + i);
      }
      sparse.setLength(9_000_000);
    }
  }

  private FileTree tar(String... options) throws Exception {
    Path archive = directory.resolve("a.tar");
    java.util.List<String> command =
        new java.util.ArrayList<>(java.util.List.of("tar", "-C", root.toString(), "-cf"));
    command.add(archive.toString());
    command.addAll(Arrays.asList(options));
    command.add(".");
    Commands.Result result = Commands.run(directory, command);
    assertThat(result.status()).as(result.out()).isZero();
    LayerReader reader = new LayerReader(directory, LayerLimits.DEFAULT);
    try (InputStream in = Files.newInputStream(archive)) {
      reader.readUnchecked(in, "a.tar");
    }
    return reader.tree();
  }

  private void check(FileTree tree) throws IOException {
    RegularFile plain = tree.findFile("plain").orElseThrow();
    assertThat(plain.content().read(100).utf8()).isEqualTo("hello");
    assertThat(plain.attributes().mtime()).isEqualTo(1_500_000_000L);
    assertThat(tree.findFile("twin")).containsSame(plain);
    assertThat(tree.find("link").orElseThrow())
        .isInstanceOfSatisfying(Symlink.class, l -> assertThat(l.target()).isEqualTo("plain"));
    Content sparse = tree.findFile("sparse").orElseThrow().content();
    try (InputStream found = sparse.open();
        InputStream wanted = Files.newInputStream(root.resolve("sparse"))) {
      assertThat(found.readAllBytes()).isEqualTo(wanted.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--format=ustar", "--format=gnu", "--format=pax", "--format=v7"})
  void readsFormat(String format) throws Exception {
    check(tar(format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=pax --sparse-version=0.0",
        "--format=pax --sparse-version=0.1",
        "--format=pax --sparse-version=1.0"
      })
  void readsSparseFormat_andLongNames(String options) throws Exception {
    Path file = root.resolve(LONG);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "far");
    Files.createSymbolicLink(root.resolve("far"), Path.of(LONG));
    String[] all = ("-S " + options).split(" ");
    FileTree tree = tar(all);
    check(tree);
    assertThat(tree.findFile("sparse").orElseThrow().content()).isInstanceOf(Content.Sparse.class);
    assertThat(tree.findFile(LONG).orElseThrow().content().read(9).utf8()).isEqualTo("far");
    assertThat(tree.find("far").orElseThrow())
        .isInstanceOfSatisfying(Symlink.class, l -> assertThat(l.target()).isEqualTo(LONG));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax"})
  void refusesSparseFileOfATerabyte(String format) throws Exception {
    try (RandomAccessFile big = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
      big.setLength(1L << 40);
    } catch (IOException e) {
      Tools.skipUnless(false, "a file system with files of a terabyte");
    }
    assertThatThrownBy(() -> tar("-S", "--format=" + format))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "a.tar: the entry \"./big\" has 1099511627776 bytes, more than 17179869184 (layer"
                + " limit expanded, the default)");
    try (var left = Files.list(directory)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("root", "a.tar");
    }
  }

  @Test
  void readsNumbersInBase256() throws Exception {
    FileTree tree = tar("--format=gnu", "--owner=:3000000", "--group=:4000000");
    assertThat(tree.findFile("plain").orElseThrow().attributes().uid()).isEqualTo(3_000_000);
    assertThat(tree.findFile("plain").orElseThrow().attributes().gid()).isEqualTo(4_000_000);
  }
}
