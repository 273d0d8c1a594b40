package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.registry.Credentials;
import dev.plimsoll.image.registry.RegistryLimits;
import dev.plimsoll.image.source.SourceOptions.Network;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.FakeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a registry, and in which order. */
class OciPusherTest {
  private static final Bytes LAYER = Bytes.ofUtf8("a layer");
  private static final Bytes CONFIG = Bytes.ofUtf8("{}");

  @TempDir Path directory;
  private FakeRegistry registry;
  private DirectoryContentStore store;
  private OciPusher pusher;

  @BeforeEach
  void setUp() throws IOException {
    registry = new FakeRegistry();
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    pusher =
        new OciPusher(
            new SourceOptions(
                Network.ONLINE, Set.of(), Map.of(), Credentials.NONE, RegistryLimits.DEFAULT));
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  private Reference.Registry target(String name) throws Exception {
    return (Reference.Registry)
        Reference.parse(new Located<>(registry.reference(name), new SourcePosition("push", 1, 1)));
  }

  private Digest manifest(Optional<Descriptor> subject) throws IOException {
    Manifest manifest =
        new Manifest(
            Optional.of("application/vnd.test"),
            store.put("application/vnd.oci.empty.v1+json", CONFIG),
            List.of(store.put("x", LAYER)),
            subject,
            Map.of());
    return store.put(Manifest.MEDIA_TYPE, manifest.encode()).digest();
  }

  @Test
  void pushesPartsFirst_andNothingTwice() throws Exception {
    Digest image = manifest(Optional.empty());
    assertThat(pusher.push(target("team/web:v1"), image, store)).isEqualTo(image);
    assertThat(registry.tagged("v1")).contains(image);
    assertThat(registry.blobs()).containsKeys(image, LAYER.digest(), CONFIG.digest());
    assertThat(registry.asked().getLast()).isEqualTo("PUT /v2/team/web/manifests/v1");
    registry.requests().clear();
    pusher.push(target("team/web:v1"), image, store);
    assertThat(registry.asked())
        .containsExactly(
            "HEAD /v2/team/web/blobs/" + LAYER.digest(),
            "HEAD /v2/team/web/blobs/" + CONFIG.digest(),
            "PUT /v2/team/web/manifests/v1");
  }

  @Test
  void listsAReferrer_underTheFallbackTag_once() throws Exception {
    Digest image = manifest(Optional.empty());
    Digest referrer = manifest(Optional.of(Descriptor.of(Manifest.MEDIA_TYPE, image, 10)));
    Reference.Registry byDigest = target("team/web@" + referrer);
    pusher.push(byDigest, referrer, store);
    pusher.push(byDigest, referrer, store);
    Digest list = registry.tagged("sha256-" + image.hex()).orElseThrow();
    assertThat(
            new String(
                Optional.ofNullable(registry.blobs().get(list)).orElseThrow(),
                java.nio.charset.StandardCharsets.UTF_8))
        .containsOnlyOnce(referrer.toString())
        .contains("\"artifactType\":\"application/vnd.test\"");
  }

  @Test
  void leavesTheListToTheRegistry_whenItKeepsOne() throws Exception {
    registry.haveReferrers();
    Digest image = manifest(Optional.empty());
    Digest referrer = manifest(Optional.of(Descriptor.of(Manifest.MEDIA_TYPE, image, 10)));
    pusher.push(target("team/web@" + referrer), referrer, store);
    assertThat(registry.tagged("sha256-" + image.hex())).isEmpty();
  }

  @Test
  void pushesNothingDamaged() throws Exception {
    Digest image = manifest(Optional.empty());
    Files.writeString(store.find(LAYER.digest()).orElseThrow(), "another");
    assertThatThrownBy(() -> pusher.push(target("team/web:v1"), image, store))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot push to docker://" + registry.reference("team/web:v1: blob"));
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void tellsWhatTheRegistryRefuses() throws Exception {
    Digest image = manifest(Optional.empty());
    registry.on(
        "POST /v2/",
        (r, out) -> {
          FakeRegistry.write(out, 403, new byte[0]);
          return true;
        });
    assertThatThrownBy(() -> pusher.push(target("team/web:v1"), image, store))
        .hasMessage(
            "cannot push to docker://"
                + registry.reference("team/web:v1: ")
                + registry.host()
                + " answered 403 for team/web (no such image, or no login for it)");
  }
}
