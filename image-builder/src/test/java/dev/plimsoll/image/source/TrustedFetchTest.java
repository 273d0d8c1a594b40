package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.registry.Credentials;
import dev.plimsoll.image.registry.RegistryLimits;
import dev.plimsoll.image.source.SourceOptions.Network;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy;
import dev.plimsoll.image.spec.TrustPolicy.Requirement;
import dev.plimsoll.image.spec.TrustScope;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.FakeRegistry;
import dev.plimsoll.image.testing.ImageLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the trust gate is asked, with what, and what is fetched when it says no. */
class TrustedFetchTest {
  private static final Bytes BUNDLE = Bytes.ofUtf8("{\"a\":\"bundle\"}");
  private static final Bytes BAD_BUNDLE = Bytes.ofUtf8("{\"another\":\"bundle\"}");
  private static final String BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final SourcePosition AT = new SourcePosition("image.yml", 3, 10);

  @TempDir Path directory;
  private FakeRegistry registry;
  private DirectoryContentStore store;
  private ImageLayout.Blob image;
  private Digest index;
  private Network network = Network.ONLINE;
  private LockMode mode = LockMode.ADD;
  private final GateOf gate = new GateOf();

  /** Admits what has one bundle; notes what it was asked. */
  private static final class GateOf implements TrustGate {
    private Bytes admits = BUNDLE;
    private final List<Subject> asked = new ArrayList<>();

    @Override
    public Outcome admit(Subject subject, List<Requirement> requirements) {
      asked.add(subject);
      return subject.bundles().contains(admits)
          ? new Admitted("key test")
          : new Refused("wanted key test; found " + subject.bundles().size() + " others");
    }
  }

  @BeforeEach
  void setUp() throws IOException {
    registry = new FakeRegistry();
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    ImageLayout layout = new ImageLayout(directory.resolve("layout"));
    image = layout.image("amd64", "files of web");
    index =
        layout
            .index("{\"schemaVersion\":2,\"manifests\":[" + image.entry("linux/amd64") + "]}")
            .digest();
    registry.serve(directory.resolve("layout"));
    registry.tag("v1", index);
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  private Component fetch() throws FormatException, IOException {
    TrustScope all = new TrustScope(List.of(new Located<>("*", AT)), List.of());
    FetchRules rules =
        new FetchRules(
            Architecture.AMD64,
            new SourceOptions(
                network, Set.of(), Map.of(), Credentials.NONE, RegistryLimits.DEFAULT),
            new TrustPolicy(all, List.of()),
            gate);
    LockFile lock = LockFile.load(directory.resolve("plimsoll.lock"), mode);
    Path work = Files.createTempDirectory(directory, "work-");
    Located<String> where = new Located<>(registry.reference("team/web:v1"), AT);
    Component found = new Fetcher(store, work, lock, new LocalPaths(directory), rules).fetch(where);
    lock.save();
    return found;
  }

  /** A referrer of {@code subject} as cosign 3 writes it. */
  private String referrer(Digest subject, Bytes bundle) {
    registry.put(bundle.toArray());
    byte[] manifest =
        ("{\"schemaVersion\":2,\"artifactType\":\"%1$s\",\"config\":{\"mediaType\":"
                + "\"application/vnd.oci.empty.v1+json\",\"digest\":\"%2$s\",\"size\":2},\"layers\":"
                + "[{\"mediaType\":\"%1$s\",\"digest\":\"%3$s\",\"size\":%4$d}],\"subject\":"
                + "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%5$s\","
                + "\"size\":1}}")
            .formatted(BUNDLE_TYPE, Digest.of(new byte[2]), bundle.digest(), bundle.size(), subject)
            .getBytes(StandardCharsets.UTF_8);
    return "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(registry.put(manifest), manifest.length);
  }

  private void fallback(Digest subject, String... entries) {
    byte[] list =
        ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}")
            .getBytes(StandardCharsets.UTF_8);
    registry.tag("sha256-" + subject.hex(), registry.put(list));
  }

  private void assertRefused(String why) {
    registry.requests().clear();
    assertThatThrownBy(this::fetch)
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "image.yml:3:10: "
                + registry.reference("team/web:v1")
                + ": must be signed (trust policy): "
                + why);
    assertThat(registry.asked()).noneMatch(r -> r.contains("/blobs/" + image.layer()));
    assertThat(store.find(image.layer())).isEmpty();
    assertThat(directory.resolve("plimsoll.lock")).doesNotExist();
  }

  @Test
  void refuses_beforeAnythingIsFetched_whenThereIsNoSignature() {
    assertRefused("wanted key test; found 0 others");
    assertThat(registry.asked()).noneMatch(r -> r.contains("/blobs/"));
    assertThat(gate.asked.getFirst().digests()).containsExactly(image.digest(), index);
  }

  @Test
  void refuses_whenOnlyOthersHaveSigned() {
    fallback(image.digest(), referrer(image.digest(), BAD_BUNDLE));
    assertRefused("wanted key test; found 1 others");
  }

  @Test
  void passesOverAReferrer_ofAnotherImage() {
    fallback(image.digest(), referrer(Digest.of(new byte[] {9}), BUNDLE));
    assertRefused("wanted key test; found 0 others");
  }

  @Test
  void findsSignatures_byTheFallbackTag_alsoOfTheIndex() throws Exception {
    fallback(index, referrer(index, BAD_BUNDLE), referrer(index, BUNDLE));
    LockEntry.Image pin = (LockEntry.Image) fetch().pin().orElseThrow();
    assertThat(pin.trustedBy()).contains("key test");
    assertThat(pin.bundles()).containsExactly(BUNDLE.digest());
    assertThat(directory.resolve("plimsoll.lock")).content().contains("\"key test\"");
  }

  @Test
  void findsSignatures_byTheReferrersApi() throws Exception {
    registry.haveReferrers();
    referrer(image.digest(), BUNDLE);
    assertThat(fetch().layers()).hasSize(1);
    assertThat(registry.asked()).contains("GET /v2/team/web/referrers/" + image.digest());
  }

  @Test
  void checksAgain_fromTheStore_whenOffline() throws Exception {
    fallback(index, referrer(index, BUNDLE));
    fetch();
    registry.requests().clear();
    network = Network.OFFLINE;
    mode = LockMode.LOCKED;
    gate.asked.clear();
    assertThat(fetch().layers()).hasSize(1);
    assertThat(gate.asked.getFirst().bundles()).containsExactly(BUNDLE);
    gate.admits = BAD_BUNDLE; // the policy wants another key now
    assertThatThrownBy(this::fetch)
        .hasMessageEndingWith("must be signed (trust policy): wanted key test; found 1 others");
    Files.delete(store.find(BUNDLE.digest()).orElseThrow());
    assertThatThrownBy(this::fetch)
        .hasMessageContaining("the store has no signature for it, and --offline forbids");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void asksTheRegistryAgain_whenTheKeptSignatureNoLongerDoes() throws Exception {
    fallback(index, referrer(index, BUNDLE));
    fetch();
    gate.admits = BAD_BUNDLE;
    fallback(index, referrer(index, BUNDLE), referrer(index, BAD_BUNDLE));
    registry.requests().clear();
    LockEntry.Image pin = (LockEntry.Image) fetch().pin().orElseThrow();
    assertThat(pin.bundles()).containsExactly(BAD_BUNDLE.digest());
    assertThat(registry.asked()).noneMatch(r -> r.contains("/manifests/v1"));
  }

  @Test
  void asksNothingOverHttp_whenLockAndStoreHaveAll() throws Exception {
    fallback(index, referrer(index, BUNDLE));
    fetch();
    registry.requests().clear();
    registry.tag("v1", Digest.of(new byte[] {5})); // moved: nobody looks
    fetch();
    assertThat(registry.requests()).isEmpty();
  }
}
