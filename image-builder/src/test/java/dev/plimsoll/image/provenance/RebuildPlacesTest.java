package dev.plimsoll.image.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.RegistryOutput;
import dev.plimsoll.image.provenance.Rebuild.Compared;
import dev.plimsoll.image.provenance.Rebuild.Outcome;
import dev.plimsoll.image.source.OciPusher;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.PackageTags;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.DockerRegistry;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds of images from local archives, and of images in a layout or a registry. */
final class RebuildPlacesTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;
  private Path out;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
    out = directory.resolve("out");
  }

  private void build(String spec, String... formats) throws Exception {
    RecordedTags tags = new RecordedTags(PackageTags.NONE);
    new ImageBuilder(store, directory.resolve("work"))
        .write(
            builds.request(spec, LockMode.ADD),
            BuildOutputs.withProvenance(store, InitramfsOptions.DEFAULT, List.of(formats), tags),
            out);
  }

  private List<Compared> rebuild(ProvenanceFile file) throws Exception {
    Path work = Files.createTempDirectory(directory, "again");
    return new Rebuild(store, new ImageBuilder(store, directory.resolve("work")))
        .compare(
            file.record(),
            file.place(),
            Optional.empty(),
            SourceOptions.DEFAULT,
            work,
            work.resolve("out"));
  }

  private static void assertSame(List<Compared> rows) {
    assertThat(rows).isNotEmpty().allSatisfy(r -> assertThat(r.outcome()).isEqualTo(Outcome.SAME));
  }

  /** What {@code docker save} writes: an image of one layer with the file {@code path}. */
  private void dockerArchive(Path file, String tag, String path) throws IOException {
    byte[] layer = new RawTar().file(path, "saved").bytes();
    byte[] config =
        ("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                + Digest.of(layer)
                + "\"]}}")
            .getBytes(StandardCharsets.UTF_8);
    String manifest =
        "[{\"Config\":\"c.json\",\"RepoTags\":[\"saved:"
            + tag
            + "\"],\"Layers\":[\"l/layer.tar\"]}]";
    Files.write(
        file,
        new RawTar()
            .program("l/layer.tar", layer)
            .program("c.json", config)
            .file("manifest.json", manifest)
            .bytes());
  }

  @Test
  void localArchives_areMadeAgain_fromTheStore() throws Exception {
    Commands.Result tar = Commands.run(directory.resolve("web"), "tar", "-cf", "../own.tar", ".");
    assertThat(tar.status()).as(tar.out()).isZero();
    dockerArchive(directory.resolve("saved.tar"), "v1", "etc/saved");
    build(
        "init:\n  - oci-archive:own.tar\n  - docker-archive:saved.tar:v1\n  - oci:web:latest\n",
        "tar");
    for (String local : List.of("own.tar", "saved.tar", "plimsoll.lock")) {
      Files.delete(directory.resolve(local));
    }
    Files.move(directory.resolve("web"), directory.resolve("elsewhere"));

    ProvenanceFile provenance = ProvenanceFile.find(out.resolve("test.tar"));
    assertSame(rebuild(provenance));

    String layer = Digest.of(new RawTar().file("etc/saved", "saved").bytes()).hex();
    Files.delete(directory.resolve("blobs/sha256").resolve(layer));
    assertThatThrownBy(() -> rebuild(provenance))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(layer);
  }

  @Test
  void layout_hasItsProvenance_andAFlippedByteIsFound() throws Exception {
    Tools.require("mksquashfs");
    build(Builds.SPEC, "oci");
    Files.delete(out.resolve("test.provenance.json"));
    Path layout = Files.move(out.resolve("test-oci"), directory.resolve("moved"));

    ProvenanceFile provenance = ProvenanceFile.find(layout);
    assertThat(provenance.place()).isEqualTo(new Place.Layout(layout));
    assertThat(provenance.record().tools()).containsKeys("mksquashfs", "java", "zstd-jni");
    assertSame(rebuild(provenance));

    Path largest;
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      largest = blobs.max(java.util.Comparator.comparingLong(b -> b.toFile().length())).get();
    }
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(largest, bytes);
    assertThat(rebuild(provenance))
        .anySatisfy(
            r -> {
              assertThat(r.outcome()).isEqualTo(Outcome.DIFFERS);
              assertThat(r.words()).contains(largest.getFileName().toString());
            });
  }

  @Test
  void registry_givesTheProvenanceThatRefersToTheImage() throws Exception {
    Tools.require("docker-registry", "mksquashfs");
    try (DockerRegistry registry = DockerRegistry.start(directory)) {
      String name = "docker://" + registry.host() + "/team/app:1";
      Reference.Registry target =
          (Reference.Registry)
              Reference.parse(new Located<>(name, new SourcePosition("--push", 1, 1)));
      OciPusher pusher = new OciPusher(SourceOptions.DEFAULT);
      PushedProvenance provenance =
          new PushedProvenance(
              store, InitramfsOptions.DEFAULT, List.of(), new RecordedTags(PackageTags.NONE));
      new ImageBuilder(store, directory.resolve("work"))
          .write(
              builds.request(),
              List.of(
                  new RegistryOutput(
                      store,
                      InitramfsOptions.DEFAULT,
                      image -> {
                        pusher.push(target, image.digest(), store);
                        Digest referrer = provenance.of(image).digest();
                        pusher.push(
                            new Reference.Registry(
                                target.host(),
                                target.repository(),
                                Optional.empty(),
                                Optional.of(referrer)),
                            referrer,
                            store);
                      })),
              out);

      ProvenanceFile found = ProvenanceFile.attached(name, SourceOptions.DEFAULT);
      assertSame(rebuild(found));
      ProvenanceFile other =
          new ProvenanceFile(
              new Place.Registry(Bytes.ofUtf8("another image").digest()), found.record());
      assertThat(rebuild(other))
          .allSatisfy(r -> assertThat(r.outcome()).isEqualTo(Outcome.DIFFERS));
    }
  }
}
