package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.source.SourceOptions.Network;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.ImageLayout;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched for which architecture, and what may not be. */
class FetchTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private ImageLayout layout;
  private FetchRules rules = FetchRules.DEFAULT;

  @BeforeEach
  void setUp() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    layout = new ImageLayout(directory.resolve("web"));
  }

  private Component fetch(String reference) throws FormatException, IOException {
    LockFile lock = LockFile.load(directory.resolve("plimsoll.lock"), LockMode.ADD);
    Path work = Files.createTempDirectory(directory, "work-");
    Located<String> where = new Located<>(reference, new SourcePosition("image.yml", 1, 1));
    Component found = new Fetcher(store, work, lock, new LocalPaths(directory), rules).fetch(where);
    lock.save();
    return found;
  }

  private void buildFor(Architecture architecture) {
    rules = new FetchRules(architecture, SourceOptions.DEFAULT, TrustPolicy.NONE, TrustGate.NOBODY);
  }

  private void goOffline() {
    rules =
        new FetchRules(
            Architecture.AMD64,
            new SourceOptions(Network.OFFLINE, Set.of(), Map.of()),
            TrustPolicy.NONE,
            TrustGate.NOBODY);
  }

  private String index(String... platforms) {
    StringBuilder children = new StringBuilder();
    for (String platform : platforms) {
      String[] parts = platform.split("/", -1);
      ImageLayout.Blob image = layout.image(parts[1], "files of " + platform);
      children.append(children.isEmpty() ? "" : ",").append(image.entry(platform));
    }
    return "{\"schemaVersion\":2,\"manifests\":[" + children + "]}";
  }

  @Test
  void takesTheImageOfTheArchitecture_pastAttestations() throws Exception {
    layout.tag("v1", layout.index(index("unknown/unknown", "linux/amd64", "linux/arm64/v8")));
    buildFor(Architecture.ARM64);
    assertThat(fetch("oci:web:v1").config().labels()).containsEntry("made-of", "linux/arm64/v8");
    buildFor(Architecture.AMD64);
    assertThat(fetch("oci:web:v1").config().labels()).containsEntry("made-of", "linux/amd64");
    buildFor(Architecture.RISCV64);
    assertThatThrownBy(() -> fetch("oci:web:v1"))
        .hasMessage(
            "image.yml:1:1: oci:web:v1: the index has no image for linux/riscv64; it has"
                + " \"linux/amd64, linux/arm64/v8\"");
  }

  @Test
  void passesOverVariants_thatNeedNewerProcessors() throws Exception {
    layout.tag("v1", layout.index(index("linux/amd64/v3", "linux/amd64")));
    assertThat(fetch("oci:web:v1").config().labels()).containsEntry("made-of", "linux/amd64");
    layout.tag("v2", layout.index(index("linux/amd64/v3")));
    assertThatThrownBy(() -> fetch("oci:web:v2"))
        .hasMessageEndingWith("the index has no image for linux/amd64; it has \"linux/amd64/v3\"");
  }

  @Test
  void followsAnIndexInAnIndex_butNotForEver() throws Exception {
    ImageLayout.Blob inner = layout.index(index("linux/amd64"));
    for (int depth = 1; depth <= 3; depth++) {
      layout.tag("depth" + depth, inner);
      inner =
          layout.index(
              "{\"schemaVersion\":2,\"manifests\":[" + inner.entryWithoutPlatform() + "]}");
    }
    layout.tag("depth4", inner);
    assertThat(fetch("oci:web:depth3").layers()).hasSize(1);
    assertThatThrownBy(() -> fetch("oci:web:depth4"))
        .isInstanceOf(SourceException.class)
        .hasMessage("image.yml:1:1: oci:web:depth4: indexes within indexes, more than 3 deep");
  }

  @Test
  void refusesAFlatImage_ofAnotherArchitecture_beforeItsLayers() throws Exception {
    ImageLayout.Blob image = layout.image("arm64", "files");
    layout.tag("v1", image);
    assertThatThrownBy(() -> fetch("oci:web:v1"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:1:1: oci:web:v1: image config: is for \"linux/arm64\", wanted linux/amd64");
    assertThat(store.find(image.layer())).isEmpty();
  }

  @Test
  void refusesDocuments_thatAreNoImage() throws Exception {
    layout.tag("one", layout.index("{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}"));
    assertThatThrownBy(() -> fetch("oci:web:one"))
        .hasMessageContaining("a Docker manifest of schema 1");
    layout.tag("both", layout.index("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}"));
    assertThatThrownBy(() -> fetch("oci:web:both"))
        .hasMessageEndingWith("both an index and a manifest");
    layout.tag(
        "lies",
        layout.index(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"manifests\":[]}"));
    assertThatThrownBy(() -> fetch("oci:web:lies"))
        .hasMessageEndingWith("but has the content of an index");
    layout.tag(
        "foreign",
        layout.imageWithLayerType(
            "amd64", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"));
    assertThatThrownBy(() -> fetch("oci:web:foreign"))
        .hasMessageContaining("a foreign layer (\"application/vnd.docker.image.rootfs.foreign");
  }

  @Test
  void fetchesNothing_whenOffline() {
    goOffline();
    assertThatThrownBy(() -> fetch("registry.example/web:v1"))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "image.yml:1:1: registry.example/web:v1: is not in the lock file, and --offline"
                + " forbids to ask for it; build once without --offline, or bring it with"
                + " \"plimsoll cache import\"");
    assertThatThrownBy(() -> fetch("deb:runc"))
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "image.yml:1:1: deb:runc: is not in the lock file, and --offline forbids to run apt;"
                + " build once without --offline, or bring it with \"plimsoll cache import\"");
  }

  @Test
  void saysWhatTheStoreLacks_whenOfflineAndLocked() throws Exception {
    Digest digest = Digest.of(new byte[] {7});
    Files.writeString(
        directory.resolve("plimsoll.lock"),
        ("{\"entries\":{\"docker://registry.example/web:v1\":{\"linux/amd64\":{\"manifest\":\"%1$s\","
                + "\"layers\":[]}},\"deb:runc\":{\"linux/amd64\":{\"archive\":\"%1$s\","
                + "\"name\":\"runc\",\"version\":\"1\"}}},\"version\":2}")
            .formatted(digest));
    goOffline();
    assertThatThrownBy(() -> fetch("registry.example/web:v1"))
        .hasMessageContaining("the store has not its manifest " + digest + ", and --offline");
    assertThatThrownBy(() -> fetch("deb:runc"))
        .hasMessageContaining("the store has not its locked archive " + digest + ", and --offline");
  }

  private void lockPackage(byte[] archive, String architecture) throws IOException {
    Digest digest = store.put("application/x-deb", Bytes.copyOf(archive)).digest();
    Files.writeString(
        directory.resolve("plimsoll.lock"),
        ("{\"entries\":{\"deb:tool\":{\"linux/amd64\":{\"architecture\":\"%s\",\"archive\":\"%s\","
                + "\"name\":\"tool\",\"version\":\"1\"}}},\"version\":2}")
            .formatted(architecture, digest));
  }

  @Test
  void unpacksAPackageOnce_alsoForOtherProcesses() throws Exception {
    goOffline();
    lockPackage(
        FakeKernel.deb(
            FakeKernel.control("tool", "1", ""), new RawTar().directory("./usr/").bytes()),
        "amd64");
    Component first = fetch("deb:tool");
    Digest packed = first.layers().getFirst().blob().digest();
    Digest plain = store.derived("unpack/1", packed).orElseThrow().digest();
    assertThat(store.read(plain, 1 << 20).digest())
        .isEqualTo(Digest.of(new RawTar().directory("./usr/").bytes()));
    Digest archive = ((LockEntry.Deb) first.pin().orElseThrow()).archive();
    Files.delete(store.find(archive).orElseThrow()); // nobody needs it again
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    assertThat(fetch("deb:tool").layers()).isEqualTo(first.layers());
  }

  @Test
  void refusesAPackage_ofAnotherArchitecture() throws Exception {
    goOffline();
    lockPackage(
        FakeKernel.deb(
            FakeKernel.control("tool", "1", ""), new RawTar().directory("./usr/").bytes()),
        "arm64");
    assertThatThrownBy(() -> fetch("deb:tool"))
        .hasMessage("image.yml:1:1: deb:tool: the package is for \"arm64\", wanted amd64");
  }

  @Test
  void keepsEverythingOfAnImage_inTheStore() throws Exception {
    layout.tag("v1", layout.index(index("linux/amd64")));
    Component image = fetch("oci:web:v1");
    LockEntry.Image pin = (LockEntry.Image) image.pin().orElseThrow();
    assertThat(pin.index()).isPresent();
    for (Digest blob : pin.blobs()) {
      assertThat(store.findVerified(blob)).isRegularFile();
    }
  }

  @Test
  void fetchesAPackageOfAnotherArchitecture_byListsOfItsOwn() throws Exception {
    Tools.require("apt-get");
    buildFor(Architecture.ARM64);
    Component found;
    try {
      found = fetch("deb:hostname");
    } catch (SourceException e) {
      Tools.skipUnless(false, "this machine gets no arm64 packages: " + e.getMessage());
      return;
    }
    assertThat(((LockEntry.Deb) found.pin().orElseThrow()).architecture()).isEqualTo("arm64");
    assertThat(directory.resolve("plimsoll.lock")).content().contains("linux/arm64");
    goOffline();
    assertThatThrownBy(() -> fetch("deb:hostname"))
        .hasMessageContaining("is not in the lock file, and --offline forbids to run apt");
  }
}
