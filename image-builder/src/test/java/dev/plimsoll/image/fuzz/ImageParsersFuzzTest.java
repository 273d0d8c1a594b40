package dev.plimsoll.image.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.kernel.ModuleInfo;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerIndex;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.Overlay;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.DebArchive;
import dev.plimsoll.image.source.FetchRules;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockFile;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.SourceException;
import dev.plimsoll.image.spec.ImageSpec;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.PackageTags;
import dev.plimsoll.image.spec.SpecParser;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Roots;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whatever the bytes: a value, or the parser's own exception with one line of text. Anything else
 * that a parser throws, and any path that leaves the tree, fails the test.
 */
class ImageParsersFuzzTest {
  private static final LayerLimits LIMITS = new LayerLimits(200, 300, 1 << 20, 100, 1 << 14);

  private interface Attempt {
    void run(Path scratch) throws FormatException, IOException;
  }

  private static void attempt(Attempt attempt) throws IOException {
    Path scratch = Files.createTempDirectory("fuzz-");
    try {
      attempt.run(scratch);
    } catch (FormatException | LayerException | SourceException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    } finally {
      try (Stream<Path> files = Files.walk(scratch)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static ImageSpec parse(Bytes text) throws FormatException {
    return SpecParser.parse(
        List.of(new SpecParser.Source("fuzz.yml", text)), Reference::parse, PackageTags.NONE);
  }

  /** What is accepted is printed as the same specification. */
  @FuzzTest
  void specification(byte[] data) throws IOException {
    attempt(
        scratch -> {
          Bytes printed = parse(Bytes.copyOf(data)).toYaml();
          if (printed.size() <= YamlReader.MAX_BYTES) {
            assertThat(parse(printed).toYaml()).isEqualTo(printed);
          }
        });
  }

  @FuzzTest
  void label(byte[] data) throws IOException {
    String text = new String(data, StandardCharsets.UTF_8);
    attempt(
        scratch ->
            assertThat(SpecParser.parseLabel("fuzz", text, parse(Bytes.ofUtf8("{}\n"))))
                .isNotNull());
  }

  @FuzzTest
  void seccompProfile(byte[] data) throws IOException {
    attempt(
        scratch -> {
          Files.write(scratch.resolve("p.json"), data);
          String yaml = "services: [{name: a, image: b, command: [c], seccomp: p.json}]\n";
          assertThat(Roots.of(yaml, new TreeBuilder().build(), ImageConfig.NONE, scratch))
              .isNotNull();
        });
  }

  @FuzzTest
  void layer(byte[] data) throws IOException {
    attempt(
        scratch -> {
          LayerReader reader = new LayerReader(scratch, LIMITS);
          reader.readUnchecked(new ByteArrayInputStream(data), "fuzz.tar");
          FileTree tree = reader.tree();
          for (String path : tree.entries().keySet()) {
            assertThat(path).doesNotStartWith("/").isNotEmpty();
            assertThat(path.split("/")).doesNotContain("..", ".", "");
          }
        });
  }

  /** Whatever the pieces in which an archive arrives, it says the same. */
  @FuzzTest
  void layerInStore(byte[] data) throws IOException {
    attempt(
        scratch -> {
          DirectoryContentStore store = DirectoryContentStore.open(scratch.resolve("store"));
          Descriptor blob = store.put(MediaTypes.COMPONENT_TAR, Bytes.copyOf(data));
          LayerIndex index =
              new LayerStore(store, LIMITS)
                  .index(
                      new LayerStore.Layer(blob, Optional.empty(), "fuzz.yml:1:1", "fuzz"),
                      Progress.SILENT);
          FileTree stored = new Overlay().lay(index, "fuzz.tar").tree();
          LayerReader reader = new LayerReader(scratch, LIMITS);
          reader.readUnchecked(new ByteArrayInputStream(data), "fuzz.tar");
          assertThat(reader.tree().entries().keySet()).isEqualTo(stored.entries().keySet());
          for (String path : stored.entries().keySet()) {
            if (stored.findFile(path).isPresent()) {
              assertThat(reader.tree().findFile(path).orElseThrow().content().read(1 << 20))
                  .isEqualTo(stored.findFile(path).orElseThrow().content().read(1 << 20));
            }
          }
        });
  }

  @FuzzTest
  void compression(byte[] data) throws IOException {
    try (InputStream in = Compression.unpack(new ByteArrayInputStream(data))) {
      assertThat(in.readNBytes(1 << 20)).isNotNull();
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @FuzzTest
  void debianPackage(byte[] data) throws IOException {
    attempt(
        scratch -> {
          Path file = Files.write(scratch.resolve("fuzz.deb"), data);
          assertThat(DebArchive.open(file, "deb:fuzz", scratch).data().length())
              .isLessThanOrEqualTo(data.length);
        });
  }

  @FuzzTest
  void kernelModule(byte[] data) throws IOException {
    attempt(
        scratch ->
            assertThat(ModuleInfo.parse("fuzz.ko", Bytes.copyOf(data)).depends()).isNotNull());
  }

  @FuzzTest
  void imageConfig(byte[] data) throws IOException {
    attempt(
        scratch ->
            assertThat(ImageConfig.parse("fuzz.json", Bytes.copyOf(data), Architecture.AMD64).env())
                .isNotNull());
  }

  @FuzzTest
  void reference(byte[] data) throws IOException {
    String text = new String(data, StandardCharsets.UTF_8);
    attempt(
        scratch ->
            assertThat(
                    Reference.parse(new Located<>(text, new SourcePosition("fuzz.yml", 1, 1)))
                        .text())
                .contains(":"));
  }

  @FuzzTest
  void lockFile(byte[] data) throws IOException {
    attempt(
        scratch -> {
          LockText lock = LockText.parse("fuzz.lock", Bytes.copyOf(data));
          assertThat(LockText.parse("again", lock.encode())).isEqualTo(lock);
        });
  }

  @FuzzTest
  void layoutIndexAndManifest(byte[] data) throws IOException {
    attempt(
        scratch -> {
          Path layout = Files.createDirectories(scratch.resolve("web"));
          Files.writeString(layout.resolve("oci-layout"), "{}");
          Digest digest = Digest.of(data);
          Files.createDirectories(layout.resolve("blobs/sha256"));
          Files.write(layout.resolve("blobs/sha256").resolve(digest.hex()), data);
          LockFile lock = LockFile.load(scratch.resolve("lock"), BuildRequest.LockMode.ADD);
          Located<String> where =
              new Located<>("oci:web@" + digest, new SourcePosition("fuzz.yml", 1, 1));
          new Fetcher(
                  DirectoryContentStore.open(scratch.resolve("blobs")),
                  Files.createDirectories(scratch.resolve("work")),
                  lock,
                  new LocalPaths(scratch),
                  FetchRules.DEFAULT)
              .fetch(where);
        });
  }
}
