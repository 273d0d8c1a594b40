package dev.plimsoll.server.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.boot.BootDecision;
import dev.plimsoll.verifier.boot.BootGate;
import dev.plimsoll.verifier.boot.BundleSource;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TufHandlerTest {
  private static final Digest POLICY = Bytes.ofUtf8("policy").digest();
  private static final String ROLE = "/v1/boot/roles/kiosk";
  private static final String TIMESTAMP = "/tuf/metadata/timestamp.json";

  private final TufRepositorySimulator repository = new TufRepositorySimulator();
  private final Map<Digest, Bytes> contents = new HashMap<>();
  private volatile Map<String, Bytes> published = Map.of();
  private final TufFront front =
      new TufFront(
          () -> new HashMap<>(published), digest -> Optional.ofNullable(contents.get(digest)));
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private final TrustedStore store = TrustedStore.inMemory(repository.file("1.root.json"));
  private final Map<String, Bytes> kept = new HashMap<>();

  TufHandlerTest() throws Exception {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(new TufHandler(vertx, front))
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  @BeforeEach
  void fill() {
    repository.listHashes(false);
    delegate("host-kiosk", "host/kiosk/*");
    delegate("build", "img/*/*");
    delegate("audit", "audit/*/*");
    release("1", 2);
  }

  @AfterEach
  void stop() throws Exception {
    http.close();
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  private void delegate(String role, String paths) {
    TestKey key = TestKey.ed25519(role);
    repository.delegate(
        Targets.TYPE,
        new DelegatedRole(
            role,
            TufRepositorySimulator.role(1, key),
            List.of(new PathPattern(paths)),
            List.of(),
            true),
        key,
        Map.of());
  }

  private void release(String version, long file) {
    Digest image = Bytes.ofUtf8("image " + version).digest();
    ReleasePointer pointer = new ReleasePointer(image, 0, "web", version);
    contents.put(pointer.encode().digest(), pointer.encode());
    JsonObject said =
        JsonObject.builder()
            .put("image", image.toString())
            .put("policy", POLICY.toString())
            .put("verdict", "allow")
            .build();
    put("host-kiosk", file, "host/kiosk/current", pointer.target());
    put("build", file, pointer.buildPath(), TargetFile.of(1, image, JsonObject.builder().build()));
    put(
        "audit",
        file,
        pointer.auditPath(),
        TargetFile.of(1, image, JsonObject.builder().put("plimsoll", said).build()));
    publish();
  }

  private void put(String role, long version, String path, TargetFile entry) {
    repository.setDelegated(
        role, new Targets(version, EXPIRES, Map.of(path, entry), Optional.empty()));
  }

  private void publish() {
    repository.publishNext();
    Map<String, Bytes> files = new HashMap<>(published);
    for (String name :
        List.of(
            "timestamp.json",
            repository.snapshot().version() + ".snapshot.json",
            repository.targets().version() + ".targets.json")) {
      files.put(name, repository.file(name));
    }
    for (long root = 1; root <= repository.root().version(); root++) {
      files.put(root + ".root.json", repository.file(root + ".root.json"));
    }
    repository
        .snapshot()
        .meta()
        .forEach(
            (name, meta) -> {
              String file = meta.version() + "." + name;
              files.put(file, repository.file(file));
            });
    published = Map.copyOf(files);
  }

  private HttpResponse<byte[]> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  // --- metadata --------------------------------------------------------------------------------

  @Test
  void givesOutFiles_inThreeCodings_eachWithItsTag() throws Exception {
    Bytes file = repository.file("timestamp.json");
    HttpResponse<byte[]> plain = get(TIMESTAMP);
    HttpResponse<byte[]> gzip = get(TIMESTAMP, "Accept-Encoding", "gzip");
    HttpResponse<byte[]> zstd = get(TIMESTAMP, "Accept-Encoding", "gzip, zstd");

    assertThat(plain.body()).isEqualTo(file.toArray());
    assertThat(header(plain, "content-encoding")).isEmpty();
    assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
        .isEqualTo(file.toArray());
    assertThat(header(gzip, "content-encoding")).isEqualTo("gzip");
    assertThat(Zstd.decompress(zstd.body(), file.size())).isEqualTo(file.toArray());
    assertThat(header(zstd, "content-encoding")).isEqualTo("zstd");
    for (HttpResponse<byte[]> each : List.of(plain, gzip, zstd)) {
      assertThat(header(each, "vary")).isEqualToIgnoringCase("Accept-Encoding");
      assertThat(header(each, "cache-control")).isEqualTo("no-cache");
      assertThat(header(each, "content-length")).isEqualTo("" + each.body().length);
      assertThat(header(each, "x-content-type-options")).isEqualTo("nosniff");
    }
    assertThat(Set.of(header(plain, "etag"), header(gzip, "etag"), header(zstd, "etag")))
        .hasSize(3);
  }

  @Test
  void answersThatNothingChanged_forTheSameCodingAlone() throws Exception {
    String tag = header(get(TIMESTAMP, "Accept-Encoding", "gzip"), "etag");

    HttpResponse<byte[]> same =
        get(TIMESTAMP, "Accept-Encoding", "gzip", "If-None-Match", "\"x\", W/" + tag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(header(same, "etag")).isEqualTo(tag);
    assertThat(get(TIMESTAMP, "If-None-Match", tag).statusCode()).isEqualTo(200);
    assertThat(get(TIMESTAMP, "If-None-Match", "*").statusCode()).isEqualTo(304);
  }

  @Test
  void headHasTheLengthOfGet() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", TIMESTAMP, "Accept-Encoding", "gzip");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "content-length"))
        .isEqualTo("" + get(TIMESTAMP, "Accept-Encoding", "gzip").body().length);
  }

  @Test
  void versionedFilesAreImmutable() throws Exception {
    assertThat(header(get("/tuf/metadata/1.root.json"), "cache-control")).contains("immutable");
  }

  @Test
  void aPublishIsSeenAtOnce() throws Exception {
    byte[] before = get(TIMESTAMP).body();
    publish();

    assertThat(get(TIMESTAMP).body())
        .isNotEqualTo(before)
        .isEqualTo(repository.file("timestamp.json").toArray());
  }

  @Test
  void refusesOtherMethods() throws Exception {
    HttpResponse<byte[]> answer = send("POST", TIMESTAMP);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void refusesEveryCoding_with406() throws Exception {
    assertThat(get(TIMESTAMP, "Accept-Encoding", "*;q=0").statusCode()).isEqualTo(406);
  }

  @Test
  void findsQuotedRoleNames() throws Exception {
    Map<String, Bytes> files = new HashMap<>(published);
    files.put("1.a%2Fb%3F%25.json", Bytes.ofUtf8("{}"));
    published = Map.copyOf(files);

    assertThat(get("/tuf/metadata/1.a%2Fb%3F%25.json").statusCode()).isEqualTo(200);
    assertThat(get("/tuf/metadata/1.a%2fb%3f%25.json").statusCode()).isEqualTo(200);
    assertThat(get("/tuf/metadata/1.a/b%3F%25.json").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tuf/metadata/",
        "/tuf/metadata/..%2ftimestamp.json",
        "/tuf/metadata/%2e%2e/timestamp.json",
        "/tuf/metadata/..%2f..%2fkeys%2fverdict.key",
        "/tuf/metadata/%00timestamp.json",
        "/tuf/metadata/%c3%28.json",
        "/tuf/metadata/timestamp.json/",
        "/tuf/metadata/999.root.json"
      })
  void findsNothingElse(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  // --- roles -----------------------------------------------------------------------------------

  /** One round trip, as a host does it; what it then decides. */
  private BootDecision boot(String query) throws Exception {
    HttpResponse<byte[]> answer = get(ROLE + query);
    BundleSource source;
    BootGate gate = BootGate.of(Set.of(POLICY));
    if (answer.statusCode() == 304) {
      source = BundleSource.unchanged(store, this::kept);
    } else {
      RoleBundle bundle = RoleBundle.parse(Bytes.copyOf(answer.body()));
      kept.putAll(bundle.targets());
      source = BundleSource.of(bundle, this::kept);
    }
    Updater updater = Updater.of(store, source, UpdaterLimits.STANDARD, NOW);
    updater.refresh();
    return gate.decide(updater, source, "kiosk");
  }

  private Optional<Bytes> kept(String path, TargetFile listed) {
    return Optional.ofNullable(kept.get(BundleSource.consistentName(path, listed)));
  }

  private RoleBundle bundle(String query) throws Exception {
    return RoleBundle.parse(Bytes.copyOf(get(ROLE + query).body()));
  }

  private String state() {
    return "?root="
        + repository.root().version()
        + "&timestamp="
        + repository.timestamp().version();
  }

  @Test
  void bootsColdInOneRoundTrip() throws Exception {
    assertThat(boot("?root=1")).isInstanceOf(BootDecision.Allowed.class);
    assertThat(bundle("?root=1").metadata().keySet())
        .containsExactly(
            "timestamp.json",
            "2.snapshot.json",
            "1.targets.json",
            "2.host-kiosk.json",
            "2.build.json",
            "2.audit.json");
  }

  @Test
  void hasNothingToSay_whenNothingChanged() throws Exception {
    boot("?root=1");
    HttpResponse<byte[]> answer = get(ROLE + state());

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(boot(state())).isInstanceOf(BootDecision.Allowed.class);
  }

  @Test
  void sendsTheTimestampAlone_whenOnlyThatWasRenewed() throws Exception {
    boot("?root=1");
    String state = state();
    repository.setTimestamp(
        new dev.plimsoll.formats.tuf.Timestamp(
            repository.timestamp().version() + 1, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    Map<String, Bytes> files = new HashMap<>(published);
    files.put("timestamp.json", repository.file("timestamp.json"));
    published = Map.copyOf(files);

    assertThat(bundle(state).metadata().keySet()).containsExactly("timestamp.json");
    assertThat(bundle(state).targets()).isEmpty();
    assertThat(get(ROLE + state, "Accept-Encoding", "gzip").body()).hasSizeLessThan(600);
    assertThat(boot(state)).isInstanceOf(BootDecision.Allowed.class);
  }

  @Test
  void sendsWhatChanged_sinceATimestampThatIsRemembered() throws Exception {
    boot("?root=1");
    String state = state();
    release("2", 3);

    assertThat(bundle(state).metadata().keySet())
        .containsExactly(
            "timestamp.json",
            "3.snapshot.json",
            "3.host-kiosk.json",
            "3.build.json",
            "3.audit.json");
    assertThat(boot(state)).isInstanceOf(BootDecision.Allowed.class);
  }

  @Test
  void sendsEverything_toAHostFromBefore() throws Exception {
    boot("?root=1");
    release("2", 3);

    assertThat(bundle("?root=1&timestamp=1").metadata()).hasSize(6);
    assertThat(bundle("?root=1&timestamp=999").metadata()).hasSize(6);
    assertThat(bundle("?root=999").metadata()).hasSize(6);
  }

  @Test
  void sendsTheChainOfRoots_andAllElse_afterARotation() throws Exception {
    boot("?root=1");
    String state = state();
    TestKey next = TestKey.ed25519("next timestamp");
    repository.rotate("timestamp", 1, next);
    repository.publishRoot();
    repository.signWith("timestamp", next);
    publish();

    assertThat(bundle(state).metadata().keySet())
        .startsWith("2.root.json", "timestamp.json")
        .contains("2.build.json");
    assertThat(boot(state)).isInstanceOf(BootDecision.Allowed.class);
  }

  @Test
  void aBundleIsCachedLikeAnyFile() throws Exception {
    HttpResponse<byte[]> gzip = get(ROLE, "Accept-Encoding", "gzip");

    assertThat(header(gzip, "content-encoding")).isEqualTo("gzip");
    assertThat(header(gzip, "content-type")).isEqualTo("application/json");
    assertThat(
            get(ROLE, "Accept-Encoding", "gzip", "If-None-Match", header(gzip, "etag"))
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void sendsWhatThereIs_whenNothingIsReleased() throws Exception {
    delegate("host-db", "host/db/*");
    publish();

    RoleBundle bundle = RoleBundle.parse(Bytes.copyOf(get("/v1/boot/roles/db").body()));
    assertThat(bundle.targets()).isEmpty();
    assertThat(bundle.metadata()).containsKey("timestamp.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "..%2fkiosk", "KIOSK", "", "kiosk/", "host-kiosk"})
  void knowsNoOtherRole(String role) throws Exception {
    HttpResponse<byte[]> answer = get("/v1/boot/roles/" + role);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
    assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("host-role-unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?root=x",
        "?root=-1",
        "?root=0",
        "?root=",
        "?root=1.5",
        "?timestamp=-1",
        "?timestamp=1e9",
        "?root=99999999999999999999"
      })
  void refusesParametersThatAreNoVersions(String query) throws Exception {
    HttpResponse<byte[]> answer = get(ROLE + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
  }
}
