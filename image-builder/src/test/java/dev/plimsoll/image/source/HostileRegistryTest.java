package dev.plimsoll.image.source;

import static dev.plimsoll.image.testing.FakeRegistry.head;
import static dev.plimsoll.image.testing.FakeRegistry.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.registry.Credentials;
import dev.plimsoll.image.registry.RegistryLimits;
import dev.plimsoll.image.source.SourceOptions.Network;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.TrustPolicy;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.FakeRegistry;
import dev.plimsoll.image.testing.ImageLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that stalls, lies and breaks off: one located line, and the store as it was. */
@Timeout(60)
class HostileRegistryTest {
  private static final RegistryLimits QUICK =
      RegistryLimits.DEFAULT.withStall(Duration.ofMillis(700));

  @TempDir Path directory;
  private FakeRegistry registry;
  private DirectoryContentStore store;
  private ImageLayout.Blob image;
  private Map<String, List<String>> mirrors = Map.of();

  @BeforeEach
  void setUp() throws IOException {
    registry = new FakeRegistry();
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    ImageLayout layout = new ImageLayout(directory.resolve("layout"));
    image = layout.image("amd64", "files of web");
    registry.serve(directory.resolve("layout"));
    registry.tag("v1", image.digest());
  }

  @AfterEach
  void stop() throws IOException {
    registry.close();
  }

  private Component fetch() throws Exception {
    SourceOptions options =
        new SourceOptions(Network.ONLINE, Set.of(), mirrors, Credentials.NONE, QUICK);
    FetchRules rules =
        new FetchRules(Architecture.AMD64, options, TrustPolicy.NONE, TrustGate.NOBODY);
    LockFile lock = LockFile.load(directory.resolve("plimsoll.lock"), LockMode.ADD);
    Path work = Files.createTempDirectory(directory, "work-");
    Located<String> where =
        new Located<>(registry.reference("team/web:v1"), new SourcePosition("image.yml", 1, 1));
    return new Fetcher(store, work, lock, new LocalPaths(directory), rules).fetch(where);
  }

  private String at() {
    return "image.yml:1:1: " + registry.reference("team/web:v1") + ": ";
  }

  private String atLayer() {
    return at() + "blob " + image.layer() + ": ";
  }

  private void assertRefused(String message) throws Exception {
    assertThatThrownBy(this::fetch).isInstanceOf(SourceException.class).hasMessage(message);
    assertNoLayer();
  }

  private void assertNoLayer() throws IOException {
    assertThat(store.find(image.layer())).isEmpty();
    try (Stream<Path> files = Files.list(directory.resolve("blobs"))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsOnly("sha256");
    }
  }

  private byte[] layer() {
    return Optional.ofNullable(registry.blobs().get(image.layer())).orElseThrow();
  }

  private void onLayer(FakeRegistry.Behaviour behaviour) {
    registry.on("/blobs/" + image.layer(), behaviour);
  }

  @Test
  void fetches_whenNothingIsWrong() throws Exception {
    assertThat(fetch().layers()).hasSize(1);
    assertThat(store.findVerified(image.layer())).hasBinaryContent(layer());
    assertThat(registry.asked())
        .containsExactly(
            "GET /v2/team/web/manifests/v1",
            "GET /v2/team/web/blobs/" + configDigest(),
            "GET /v2/team/web/blobs/" + image.layer());
  }

  private Digest configDigest() {
    String manifest =
        new String(
            Optional.ofNullable(registry.blobs().get(image.digest())).orElseThrow(),
            StandardCharsets.UTF_8);
    return new Digest(manifest.replaceAll("(?s).*?sha256:([0-9a-f]{64}).*", "$1"));
  }

  @Test
  void refuses_whenItStallsBeforeTheAnswer() throws Exception {
    registry.on("/manifests/", (r, out) -> stall());
    assertRefused(at() + registry.host() + " does not answer: no answer within 0.7 s");
  }

  private static boolean stall() throws InterruptedException {
    Thread.sleep(Duration.ofMinutes(1)); // the client is gone long before
    return true;
  }

  @Test
  void refuses_whenItStallsWithinALayer() throws Exception {
    onLayer(
        (r, out) -> {
          head(out, r.header("range").equals("-") ? 200 : 206, layer().length);
          out.write(layer(), 0, 100);
          out.flush();
          return stall();
        });
    assertThatThrownBy(this::fetch)
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(atLayer());
    assertNoLayer();
  }

  @Test
  void refuses_whenItAnnouncesAnotherLength() throws Exception {
    onLayer(
        (r, out) -> {
          write(out, 200, new byte[7]);
          return true;
        });
    assertRefused(
        atLayer()
            + registry.host()
            + " announces 7 bytes of "
            + image.layer()
            + ", its descriptor says "
            + layer().length);
  }

  private static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static void chunkedHead(OutputStream out) throws IOException {
    out.write(
        "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refuses_whenALayerDoesNotEnd() throws Exception {
    onLayer(
        (r, out) -> {
          chunkedHead(out);
          for (; ; ) {
            chunk(out, new byte[1 << 16]);
          }
        });
    assertRefused(
        atLayer() + "more than the " + layer().length + " bytes that the descriptor promises");
  }

  @Test
  void refuses_whenALayerIsAlwaysCutShort() throws Exception {
    onLayer(
        (r, out) -> {
          chunkedHead(out);
          chunk(out, Arrays.copyOf(layer(), 100));
          out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    assertRefused(atLayer() + "ended after 100 of " + layer().length + " bytes (after 5 attempts)");
  }

  @Test
  void resumes_whenAConnectionBreaks() throws Exception {
    AtomicInteger breaks = new AtomicInteger(2);
    onLayer(
        (r, out) -> {
          if (breaks.getAndDecrement() <= 0) {
            return false;
          }
          int from = r.header("range").equals("-") ? 0 : 100;
          byte[] rest = Arrays.copyOfRange(layer(), from, layer().length);
          head(
              out,
              from == 0 ? 200 : 206,
              rest.length,
              "Content-Range: bytes " + from + "-" + (layer().length - 1) + "/" + layer().length);
          out.write(rest, 0, 100);
          out.flush();
          throw new IOException("the cable");
        });
    fetch();
    assertThat(store.findVerified(image.layer())).hasBinaryContent(layer());
    assertThat(registry.requests().stream().map(r -> r.header("range")))
        .endsWith("-", "bytes=100-", "bytes=200-");
  }

  @Test
  void startsOver_whenTheServerIgnoresRanges() throws Exception {
    AtomicInteger breaks = new AtomicInteger(1);
    onLayer(
        (r, out) -> {
          if (breaks.getAndDecrement() > 0) {
            head(out, 200, layer().length);
            out.write(layer(), 0, 100);
            out.flush();
            throw new IOException("the cable");
          }
          write(out, 200, layer());
          return true;
        });
    fetch();
    assertThat(store.findVerified(image.layer())).hasBinaryContent(layer());
  }

  @Test
  void refuses_whenRedirectedToAnotherScheme() throws Exception {
    for (String location :
        List.of("https://127.0.0.1/x", "ftp://127.0.0.1/x", "file:///etc/passwd")) {
      onLayer(
          (r, out) -> {
            write(out, 307, new byte[0], "Location: " + location);
            return true;
          });
      assertRefused(
          atLayer()
              + registry.host()
              + " redirects from http to another scheme: \""
              + location
              + "\"");
    }
  }

  @Test
  void refuses_whenRedirectedElsewhereWithoutTls() throws Exception {
    onLayer(
        (r, out) -> {
          write(out, 307, new byte[0], "Location: http://registry.example/x");
          return true;
        });
    assertRefused(
        atLayer()
            + registry.host()
            + " redirects to it: \"http://registry.example/x\" is not https (--plain-http"
            + " registry.example would allow plain HTTP)");
  }

  @Test
  void refuses_whenRedirectsDoNotEnd() throws Exception {
    onLayer(
        (r, out) -> {
          write(out, 302, new byte[0], "Location: " + r.path());
          return true;
        });
    assertRefused(atLayer() + registry.host() + ": more than 5 redirects");
  }

  @Test
  void refuses_whenALayerHasAnotherDigest() throws Exception {
    byte[] other = layer().clone();
    other[0] ^= 1;
    onLayer(
        (r, out) -> {
          write(out, 200, other);
          return true;
        });
    assertRefused(
        at() + "content received has digest " + Digest.of(other) + ", wanted " + image.layer());
  }

  @Test
  void refuses_whenAManifestHasAnotherDigest() throws Exception {
    byte[] index =
        ("{\"schemaVersion\":2,\"manifests\":[" + image.entry("linux/amd64") + "]}")
            .getBytes(StandardCharsets.UTF_8);
    registry.tag("v1", registry.put(index));
    byte[] other = "{}".getBytes(StandardCharsets.UTF_8);
    registry.on(
        "/manifests/" + image.digest(),
        (r, out) -> {
          write(out, 200, other);
          return true;
        });
    assertRefused(
        at() + "a manifest has digest " + Digest.of(other) + ", wanted " + image.digest());
  }

  @Test
  void refusesAHugeManifest_byItsLengthAlone_andWithoutOne() throws Exception {
    registry.on(
        "/manifests/",
        (r, out) -> {
          head(out, 200, 100 << 20);
          return stall();
        });
    assertRefused(
        at()
            + registry.host()
            + " answers with 104857600 bytes for manifests/v1; the limit is 4194304 bytes");
    registry.on(
        "/manifests/",
        (r, out) -> {
          chunkedHead(out);
          for (; ; ) {
            chunk(out, new byte[1 << 16]);
          }
        });
    assertRefused(
        at()
            + registry.host()
            + " answers with more than that for manifests/v1; the limit is 4194304 bytes");
  }

  @Test
  void refuses_whenABodyIsEncoded() throws Exception {
    registry.on(
        "/manifests/",
        (r, out) -> {
          write(out, 200, new byte[10], "Content-Encoding: gzip");
          return true;
        });
    assertRefused(
        at()
            + registry.host()
            + " answers with the Content-Encoding \"gzip\", which was not asked for");
  }

  @Test
  void refuses_whenHeadersDoNotEnd() throws Exception {
    registry.on(
        "/manifests/",
        (r, out) -> {
          out.write("HTTP/1.1 200 x\r\n".getBytes(StandardCharsets.US_ASCII));
          byte[] line =
              ("X-Filler: " + "a".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
          for (; ; ) {
            out.write(line);
          }
        });
    assertThatThrownBy(this::fetch)
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(at() + registry.host() + " does not answer: ");
    assertNoLayer();
  }

  @Test
  void refuses_whenItSpeaksSomethingElse() throws Exception {
    registry.on(
        "/manifests/",
        (r, out) -> {
          out.write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
          throw new IOException("bye");
        });
    assertThatThrownBy(this::fetch)
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(at() + registry.host() + " does not answer: ");
  }

  @Test
  void comesBack_whenToldToWait() throws Exception {
    AtomicInteger busy = new AtomicInteger(2);
    registry.on(
        "/manifests/",
        (r, out) -> {
          if (busy.getAndDecrement() <= 0) {
            return false;
          }
          write(out, busy.get() == 0 ? 429 : 503, new byte[0], "Retry-After: 0");
          return true;
        });
    assertThat(fetch().layers()).hasSize(1);
    registry.on(
        "/manifests/",
        (r, out) -> {
          write(out, 429, new byte[0], "Retry-After: 0");
          return true;
        });
    assertThatThrownBy(this::fetch)
        .hasMessage(at() + registry.host() + " answered 429 for team/web");
  }

  @Test
  void tellsMissingFromForbidden() throws Exception {
    registry.on(
        "/manifests/",
        (r, out) -> {
          write(out, 403, new byte[0]);
          return true;
        });
    assertThatThrownBy(this::fetch)
        .hasMessage(
            at()
                + registry.host()
                + " answered 403 for team/web (no such image, or no login for it)");
    registry.on(
        "/manifests/",
        (r, out) -> {
          write(out, 404, new byte[0]);
          return true;
        });
    assertThatThrownBy(this::fetch).hasMessage(at() + "the registry has no v1");
  }

  @Test
  void asksMirrorsFirst_andTheRegistryWhenTheyAreWrong() throws Exception {
    try (FakeRegistry mirror = new FakeRegistry()) {
      mirrors = Map.of(registry.host(), List.of("http://" + mirror.host() + "/cache"));
      registry.blobs().forEach((d, b) -> mirror.put(b));
      byte[] wrong = layer().clone();
      wrong[5] ^= 1;
      mirror.on(
          "/blobs/" + image.layer(),
          (r, out) -> {
            write(out, 200, wrong);
            return true;
          });
      fetch();
      assertThat(store.findVerified(image.layer())).hasBinaryContent(layer());
      assertThat(mirror.asked())
          .contains("GET /cache/v2/team/web/manifests/v1")
          .contains("GET /cache/v2/team/web/blobs/" + image.layer());
      assertThat(registry.asked())
          .containsExactly(
              "GET /v2/team/web/manifests/v1", "GET /v2/team/web/blobs/" + image.layer());
    }
  }

  @Test
  void opensFewConnections_atATime() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    registry.on(
        "/manifests/",
        (r, out) -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          head(out, 200, 2);
          Thread.sleep(50); // long enough for all others to come
          open.decrementAndGet();
          out.write("{}".getBytes(StandardCharsets.US_ASCII));
          return true;
        });
    var registries =
        new dev.plimsoll.image.registry.Registries(
            new SourceOptions(Network.ONLINE, Set.of(), Map.of(), Credentials.NONE, QUICK)
                .settings());
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.submit(
            () -> registries.repository(registry.host(), "team/web").findManifest("v1", "*/*"));
      }
    }
    assertThat(registry.requests()).hasSize(20);
    assertThat(most.get()).isBetween(2, 4);
  }
}
