package dev.plimsoll.image.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.intoto.Statement;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.LocalAccess;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.provenance.Rebuild.Compared;
import dev.plimsoll.image.provenance.Rebuild.Outcome;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.source.SourceOptions.Network;
import dev.plimsoll.image.spec.PackageTags;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildTest {
  private static final SourceOptions OFFLINE =
      new SourceOptions(Network.OFFLINE, Set.of(), Map.of());
  private static final List<String> FORMATS =
      List.of("tar", "kernel+initrd", "spdx", "spdx3", "cyclonedx", "facts");

  @TempDir Path directory;
  private DirectoryContentStore store;
  private Path out;
  private int rebuilds;

  @BeforeEach
  void build() throws Exception {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    Builds builds = new Builds(directory, store);
    Files.writeString(directory.resolve("motd"), "hello\n");
    String spec =
        Builds.SPEC + "  - path: etc/motd\n    source: motd\n  - path: big\n    source: big\n";
    Files.write(directory.resolve("big"), new byte[100_000]);
    // a reference by template, and a file of a home directory: neither is there to build again
    spec = spec.replace("image: oci:web\n    command", "image: \"@pkg:web\"\n    command");
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.writeString(home.resolve("issue"), "at home\n");
    spec += "  - path: etc/issue\n    source: ~/issue\n";
    RecordedTags tags = new RecordedTags(template -> "oci:web");
    BuildRequest plain = builds.request(spec, LockMode.ADD);
    out = directory.resolve("out");
    builder(store)
        .write(
            new BuildRequest(
                plain.name(),
                plain.specs(),
                plain.baseDirectory(),
                plain.lockFile(),
                plain.lockMode(),
                plain.agent(),
                plain.architecture(),
                plain.sources(),
                new LocalAccess(Optional.of(home), tags)),
            BuildOutputs.withProvenance(store, InitramfsOptions.DEFAULT, FORMATS, tags),
            out);
    // what was built from is gone: only the provenance and the store are left
    Files.delete(home.resolve("issue"));
    Files.delete(directory.resolve("motd"));
    Files.delete(directory.resolve("big"));
    try (Stream<Path> files = Files.walk(directory.resolve("web"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.delete(builds.lockFile());
  }

  private ImageBuilder builder(DirectoryContentStore from) {
    return new ImageBuilder(from, directory.resolve("work"));
  }

  private Path provenance() {
    return out.resolve("test.provenance.json");
  }

  private List<Compared> rebuild(DirectoryContentStore from) throws Exception {
    Path work = Files.createDirectories(directory.resolve("again-" + rebuilds++));
    ProvenanceFile file = ProvenanceFile.find(provenance());
    return new Rebuild(from, builder(from))
        .compare(file.record(), file.place(), Optional.empty(), OFFLINE, work, work.resolve("out"));
  }

  private static List<Compared> different(List<Compared> rows) {
    return rows.stream().filter(r -> r.outcome() == Outcome.DIFFERS).toList();
  }

  @Test
  void honestImage_isTheSame_fromTheStoreAlone() throws Exception {
    List<Compared> rows = rebuild(store);

    assertThat(different(rows)).isEmpty();
    assertThat(rows)
        .extracting(Compared::name)
        .contains("test.tar", "test-kernel", "test-initrd.img", "test.spdx.json", "test.facts.json")
        .doesNotContain("test.provenance.json");
    assertThat(rows).allSatisfy(r -> assertThat(r.present()).isEqualTo(r.recorded()));
  }

  @Test
  void provenance_isTheSameBytes_eachTime() throws Exception {
    rebuild(store);
    Bytes first = Bytes.copyOf(Files.readAllBytes(provenance()));
    BuildRecord record = ProvenanceJson.parse("p", first);

    assertThat(ProvenanceJson.write(record)).isEqualTo(first);
    assertThat(first.utf8()).doesNotContain(directory.toString());
  }

  @Test
  void flippedByte_isNamed_withTheEntryThatHoldsIt() throws Exception {
    byte[] tar = Files.readAllBytes(out.resolve("test.tar"));
    int at = new String(tar, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("hello\n");
    tar[at] ^= 1;
    Files.write(out.resolve("test.tar"), tar);

    assertThat(different(rebuild(store)))
        .singleElement()
        .satisfies(
            r -> {
              assertThat(r.name()).isEqualTo("test.tar");
              assertThat(r.recorded()).isEqualTo(r.rebuilt()).isNotEqualTo(r.present());
              assertThat(r.words())
                  .isEqualTo("differs from byte " + at + " on, in entry etc/motd (its content)");
            });
  }

  @Test
  void flippedByteOfAnExtendedHeader_namesTheEntryBehindIt() throws Exception {
    byte[] tar = Files.readAllBytes(out.resolve("test.tar"));
    String text = new String(tar, java.nio.charset.StandardCharsets.ISO_8859_1);
    int record = text.lastIndexOf("LINUXKIT.location=", text.indexOf("hello\n"));
    tar[record + "LINUXKIT.location=".length()] ^= 1;
    Files.write(out.resolve("test.tar"), tar);

    assertThat(different(rebuild(store)))
        .singleElement()
        .satisfies(r -> assertThat(r.words()).endsWith("in entry etc/motd (its extended header)"));
  }

  @Test
  void changedSpecification_differs() throws Exception {
    String text = Files.readString(provenance());
    BuildRecord record = ProvenanceJson.parse("p", Bytes.ofUtf8(text));
    BuildRecord.SpecText spec = record.specs().getFirst();
    BuildRecord changed =
        new BuildRecord(
            record.name(),
            record.architecture(),
            record.formats(),
            record.options(),
            List.of(
                new BuildRecord.SpecText(
                    spec.file(),
                    Bytes.ofUtf8(spec.text().utf8().replace("console=ttyS0", "console=ttyS1")))),
            record.files(),
            record.packageTags(),
            record.agent(),
            record.lock(),
            record.tools(),
            record.subjects());
    Files.write(provenance(), ProvenanceJson.write(changed).toArray());

    assertThat(different(rebuild(store)))
        .extracting(Compared::name)
        .contains("test-cmdline")
        .doesNotContain("test-kernel");
  }

  @Test
  void embeddedText_mustHaveItsDigest() throws Exception {
    String text = Files.readString(provenance());
    String motd = Bytes.ofUtf8("hello\n").base64();
    Files.writeString(provenance(), text.replace(motd, Bytes.ofUtf8("hallo\n").base64()));

    assertThatThrownBy(() -> ProvenanceFile.find(provenance()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("\"motd\" has digest");
  }

  @Test
  void dependency_cannotBeGot_fromAnEmptyStore() throws Exception {
    DirectoryContentStore empty = DirectoryContentStore.open(directory.resolve("empty"));

    assertThatThrownBy(() -> rebuild(empty)).isInstanceOf(IOException.class);
  }

  @Test
  void provenance_isFound_byAnyFileOfTheImage() throws Exception {
    BuildRecord record = ProvenanceFile.find(provenance()).record();
    for (String name : List.of("test-initrd.img", "test")) {
      ProvenanceFile found = ProvenanceFile.find(out.resolve(name));
      assertThat(found.record()).isEqualTo(record);
      assertThat(found.place()).isEqualTo(new Place.Folder(out));
    }
    assertThatThrownBy(() -> ProvenanceFile.find(out.resolve("other")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no provenance beside");
  }

  @Test
  void statement_namesEverythingThatWasFetched() throws Exception {
    Statement statement = Statement.parse("p", Bytes.copyOf(Files.readAllBytes(provenance())));
    JsonObject definition = statement.predicate().object("buildDefinition");
    List<String> uris = new ArrayList<>();
    for (JsonValue item : definition.array("resolvedDependencies")) {
      JsonObject dependency = item.asObject("dependency");
      uris.add(dependency.string("uri"));
      assertThat(Digest.isHex(dependency.object("digest").string("sha256"))).isTrue();
    }

    assertThat(statement.predicateType()).isEqualTo(Statement.SLSA_PROVENANCE);
    assertThat(uris)
        .contains("spec:image.yml", "file:motd", "file:~/issue", "file:big", "agent:program")
        .anyMatch(u -> u.startsWith("pkg:deb/debian/linux-image-6.1.0-test@6.1-1"))
        .anyMatch(u -> u.startsWith("oci:web@sha256:"));
    assertThat(statement.subjects()).hasSizeGreaterThan(5);
    assertThat(statement.predicate().object("runDetails").find("metadata")).isEmpty();
  }

  @Test
  void provenanceAlone_isRefused() {
    assertThatThrownBy(
            () ->
                BuildOutputs.withProvenance(
                    store,
                    InitramfsOptions.DEFAULT,
                    List.of("provenance"),
                    new RecordedTags(PackageTags.NONE)))
        .isInstanceOf(FormatException.class);
  }
}
