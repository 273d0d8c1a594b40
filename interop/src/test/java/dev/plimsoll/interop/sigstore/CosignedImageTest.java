package dev.plimsoll.interop.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.FetchRules;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.source.LocalPaths;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.LockFile;
import dev.plimsoll.image.source.OciPusher;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.SourceException;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy;
import dev.plimsoll.image.spec.TrustPolicy.Entry;
import dev.plimsoll.image.spec.TrustPolicy.SignedByKey;
import dev.plimsoll.image.spec.TrustScope;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.interop.peer.Peer;
import dev.plimsoll.interop.peer.Peer.Run;
import dev.plimsoll.pipeline.trust.VerifierTrustGate;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that cosign 3 signed in Debian's docker-registry, and builds that ask for its key. */
class CosignedImageTest {
  private static final SourcePosition AT = new SourcePosition("image.yml", 1, 1);

  @TempDir private Path directory;
  private Peer cosign;
  private Optional<Process> running = Optional.empty();
  private String host = "";
  private Digest image = Digest.of(new byte[0]);
  private Digest layer = Digest.of(new byte[0]);

  @BeforeEach
  void push() throws Exception {
    cosign = Peer.ofCompiled("cosign");
    Peer.ofPath("docker-registry");
    startRegistry();
    DirectoryContentStore store = DirectoryContentStore.open(directory.resolve("pushed"));
    Bytes tar = Bytes.copyOf(new byte[1024]);
    layer = tar.digest();
    JsonObject rootfs =
        JsonObject.builder()
            .put("type", "layers")
            .putStrings("diff_ids", List.of(layer.toString()))
            .build();
    Bytes config =
        JsonWriter.compact(
            JsonObject.builder()
                .put("architecture", "amd64")
                .put("os", "linux")
                .put("rootfs", rootfs)
                .build());
    Manifest manifest =
        new Manifest(
            Optional.empty(),
            store.put("application/vnd.oci.image.config.v1+json", config),
            List.of(store.put("application/vnd.oci.image.layer.v1.tar", tar)),
            Optional.<Descriptor>empty(),
            Map.of());
    image = store.put(Manifest.MEDIA_TYPE, manifest.encode()).digest();
    new OciPusher(SourceOptions.DEFAULT)
        .push((Reference.Registry) Reference.parse(reference()), image, store);
  }

  private void startRegistry() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    host = "127.0.0.1:" + port;
    Path config =
        Files.writeString(
            directory.resolve("registry.yml"),
            "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "
                + directory.resolve("registry")
                + "}}\nhttp: {addr: "
                + host
                + "}\n");
    Process registry =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    running = Optional.of(registry);
    for (int tries = 0; tries < 200; tries++) {
      try (var connected = new java.net.Socket("127.0.0.1", port)) {
        assertThat(connected.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(registry.waitFor(100, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (running.isPresent()) {
      running.get().destroyForcibly().waitFor();
    }
  }

  private Path log() {
    return directory.resolve("registry.log");
  }

  private Located<String> reference() {
    return new Located<>(host + "/team/web:v1", AT);
  }

  private void cosign(String... arguments) throws Exception {
    Run run = cosign.run(arguments);
    assertThat(run.exit()).as(run.output()).isZero();
  }

  private Path key(String name) throws Exception {
    cosign("generate-key-pair", "--output-key-prefix", directory.resolve(name).toString());
    return directory.resolve(name + ".key");
  }

  private void sign(Path key) throws Exception {
    cosign(
        "sign",
        "--key",
        key.toString(),
        "--yes",
        "--allow-http-registry",
        "--use-signing-config=false",
        "--tlog-upload=false",
        "--new-bundle-format=true",
        host + "/team/web@" + image);
  }

  private Component fetch(String key, String into, LockMode mode, SourceOptions options)
      throws FormatException, IOException {
    String pem = Files.readString(directory.resolve(key + ".pub"));
    TrustPolicy policy =
        new TrustPolicy(
            new TrustScope(List.of(new Located<>("*", AT)), List.of()),
            List.of(new Entry(new Located<>(new SignedByKey(pem), AT), TrustScope.NOTHING)));
    FetchRules rules = new FetchRules(Architecture.AMD64, options, policy, new VerifierTrustGate());
    LockFile lock = LockFile.load(directory.resolve(into + ".lock"), mode);
    Component found =
        new Fetcher(
                DirectoryContentStore.open(directory.resolve(into)),
                Files.createTempDirectory(directory, "work-"),
                lock,
                new LocalPaths(directory),
                rules)
            .fetch(reference());
    lock.save();
    return found;
  }

  private Component fetch(String key, String into) throws FormatException, IOException {
    return fetch(key, into, LockMode.ADD, SourceOptions.DEFAULT);
  }

  @Test
  void admitsItsKey_alsoOffline_andNoOther() throws Exception {
    sign(key("a"));
    key("b");
    assertThatThrownBy(() -> fetch("b", "second"))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(
            "image.yml:1:1: " + host + "/team/web:v1: must be signed (trust policy): wanted key")
        .hasMessageContaining("found 1 signature(s)");
    assertThat(Files.readString(log())).doesNotContain("GET /v2/team/web/blobs/" + layer);
    LockEntry.Image pin = (LockEntry.Image) fetch("a", "first").pin().orElseThrow();
    assertThat(pin.trustedBy()).isPresent();
    assertThat(pin.bundles()).hasSize(1);
    stop();
    SourceOptions offline =
        new SourceOptions(SourceOptions.Network.OFFLINE, java.util.Set.of(), Map.of());
    assertThat(fetch("a", "first", LockMode.LOCKED, offline).layers()).hasSize(1);
    assertThatThrownBy(() -> fetch("b", "first", LockMode.LOCKED, offline))
        .isInstanceOf(SourceException.class);
  }

  @Test
  void admitsAnAttestation_ofItsKey() throws Exception {
    Path predicate = Files.writeString(directory.resolve("predicate.json"), "{\"a\":1}");
    cosign(
        "attest",
        "--key",
        key("a").toString(),
        "--predicate",
        predicate.toString(),
        "--type",
        "https://example.org/reviewed/v1",
        "--yes",
        "--allow-http-registry",
        "--use-signing-config=false",
        "--tlog-upload=false",
        "--new-bundle-format=true",
        host + "/team/web@" + image);
    assertThat(fetch("a", "first").layers()).hasSize(1);
  }

  @Test
  void refusesAnUnsignedImage() throws Exception {
    key("a");
    assertThatThrownBy(() -> fetch("a", "first"))
        .isInstanceOf(SourceException.class)
        .hasMessageEndingWith("; found no signature");
  }
}
