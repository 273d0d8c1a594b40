package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.output.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

class TarRoundTripPropertyTest {
  @Provide
  Arbitrary<Map<String, byte[]>> files() {
    Arbitrary<String> part =
        Arbitraries.strings()
            .withChars("abcäß-_. 0")
            .ofMinLength(1)
            .ofMaxLength(90)
            .map(s -> "f" + s);
    Arbitrary<String> path =
        part.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
    Arbitrary<byte[]> content = Arbitraries.bytes().array(byte[].class).ofMaxSize(1500);
    return Arbitraries.maps(path, content).ofMaxSize(12);
  }

  @Property(tries = 150)
  void everyTree_isReadBackAsItself(@ForAll("files") Map<String, byte[]> files) throws IOException {
    TreeBuilder builder = new TreeBuilder();
    for (Map.Entry<String, byte[]> e : files.entrySet()) {
      try {
        builder.add(
            e.getKey(),
            new RegularFile(
                new Attributes(0640, 1 << 22, 5, 77, Map.of("user.a", Bytes.ofUtf8("=\n"))),
                new Content.Inline(Bytes.copyOf(e.getValue()))),
            "test");
      } catch (LayerException below) {
        // one path is the parent of another: the builder says so, and the rest is a tree still
        assertThat(below).hasMessageContaining("test");
      }
    }
    FileTree tree = builder.build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter.write(tree, out);
    Path spool = Files.createTempDirectory("tar-");
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    reader.readUnchecked(new ByteArrayInputStream(out.toByteArray()), "tar");
    FileTree again = reader.tree();
    assertThat(List.copyOf(again.entries().keySet()))
        .isEqualTo(List.copyOf(tree.entries().keySet()));
    for (String path : tree.entries().keySet()) {
      assertThat(again.find(path).orElseThrow().attributes())
          .isEqualTo(tree.find(path).orElseThrow().attributes());
      if (tree.findFile(path).isPresent()) {
        assertThat(again.findFile(path).orElseThrow().content().read(2000))
            .isEqualTo(tree.findFile(path).orElseThrow().content().read(2000));
      }
    }
    try (var left = Files.list(spool)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(spool);
  }

  @Property(tries = 60)
  void everyArchiveOfCommonsCompress_isReadAsItWasWritten(
      @ForAll("files") Map<String, byte[]> files, @ForAll boolean posix) throws IOException {
    Map<String, byte[]> apart = new TreeMap<>(files);
    apart
        .keySet()
        .removeIf(path -> files.keySet().stream().anyMatch(p -> p.startsWith(path + "/")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(
          posix ? TarArchiveOutputStream.LONGFILE_POSIX : TarArchiveOutputStream.LONGFILE_GNU);
      tar.setBigNumberMode(
          posix ? TarArchiveOutputStream.BIGNUMBER_POSIX : TarArchiveOutputStream.BIGNUMBER_STAR);
      tar.setAddPaxHeadersForNonAsciiNames(posix);
      for (Map.Entry<String, byte[]> e : apart.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(e.getKey());
        entry.setSize(e.getValue().length);
        entry.setUserId(3_000_000L);
        entry.setModTime(FileTime.from(77, TimeUnit.SECONDS));
        tar.putArchiveEntry(entry);
        tar.write(e.getValue());
        tar.closeArchiveEntry();
      }
    }
    Path spool = Files.createTempDirectory("tar-");
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    reader.readUnchecked(new ByteArrayInputStream(out.toByteArray()), "tar");
    FileTree tree = reader.tree();
    for (Map.Entry<String, byte[]> e : apart.entrySet()) {
      RegularFile file = tree.findFile(e.getKey()).orElseThrow();
      assertThat(file.content().read(2000)).isEqualTo(Bytes.copyOf(e.getValue()));
      assertThat(file.attributes().uid()).isEqualTo(3_000_000);
      assertThat(file.attributes().mtime()).isEqualTo(77);
    }
    try (var left = Files.list(spool)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(spool);
  }
}
