package dev.plimsoll.server;

import static dev.plimsoll.server.TestService.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP contract, over a real port; one service for all tests. */
final class HttpApiTest {
  @TempDir static Path data;
  @TempDir static Path sources;
  private static TestService service;
  private static JsonObject published;
  private static Digest image;

  @BeforeAll
  static void start() throws Exception {
    service =
        TestService.start(
            TestService.config(data).withSources(List.of(sources)), TestService.tinyImages());
    published = service.run(TestService.ALLOWED);
    image = Digest.parse(published.string("image"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void showsARunWithItsSteps() throws Exception {
    assertThat(published.string("state")).isEqualTo("published");
    assertThat(published.string("verdict")).isEqualTo("allow");
    assertThat(published.array("steps")).hasSize(5);
    for (JsonValue s : published.array("steps")) {
      JsonObject step = s.asObject("step");
      assertThat(step.string("state")).isEqualTo("done");
      assertThat(step.string("finishedAt")).isNotEmpty();
      Digest.parse(step.string("output"));
    }
  }

  @Test
  void namesTheFindings_whenARunIsRejected() throws Exception {
    JsonObject run = service.run(TestService.DENIED);
    assertThat(run.string("state")).isEqualTo("rejected");
    assertThat(run.string("verdict")).isEqualTo("deny");
    assertThat(run.array("findings").getFirst().asObject("finding").string("ruleId"))
        .isEqualTo("mitigations-not-off");
    HttpResponse<String> missing = service.get("/v1/images/" + run.string("image"));
    assertProblem(missing, 404, "image-unknown");
  }

  @Test
  void showsAFailure_withWhatIsWrong() throws Exception {
    JsonObject run = service.run("# wrong\na: 1");
    assertThat(run.string("state")).isEqualTo("failed");
    assertThat(run.object("failure").string("kind")).isEqualTo("input");
    assertThat(run.object("failure").string("message")).startsWith("tiny.yml:1:1");
  }

  @Test
  void followsARun_asServerSentEvents() throws Exception {
    String path = "/v1/runs/" + published.string("id") + "/events";
    HttpResponse<String> all = service.get(path);
    assertThat(all.headers().firstValue("content-type")).contains("text/event-stream");
    List<String> frames = List.of(all.body().split("\n\n"));
    assertThat(frames).hasSize(6);
    assertThat(frames.getLast()).contains("event: ImagePublished");
    JsonObject last = cloudEvent(frames.getLast());
    assertThat(last.string("type")).isEqualTo("dev.plimsoll.ImagePublished.v1");
    assertThat(last.string("source")).isEqualTo("/v1/runs/" + published.string("id"));
    assertThat(last.string("subject")).isEqualTo(image.toString());
    assertThat(last.string("specversion")).isEqualTo("1.0");

    String fourth = id(frames.get(3));
    HttpResponse<String> rest = service.get(path, "Last-Event-ID", fourth);
    assertThat(rest.body().split("\n\n")).hasSize(2);
    HttpResponse<String> none = service.get(path, "Last-Event-ID", id(frames.getLast()));
    assertThat(none.statusCode()).isEqualTo(204);
    assertProblem(service.get(path, "Last-Event-ID", "x"), 400, "parameter");
  }

  @Test
  void pagesRuns_byCursor() throws Exception {
    service.run(TestService.ALLOWED + " a=1");
    service.run(TestService.ALLOWED + " a=2");
    JsonObject first = service.getJson("/v1/runs?limit=2");
    assertThat(first.array("items")).hasSize(2);
    JsonObject second = service.getJson("/v1/runs?limit=2&after=" + first.string("next"));
    assertThat(ids(second)).doesNotContainAnyElementsOf(ids(first));
    assertThat(ids(first)).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    JsonObject images = service.getJson("/v1/images?limit=1");
    JsonObject more = service.getJson("/v1/images?limit=1&after=" + images.string("next"));
    assertThat(images.array("items")).isNotEqualTo(more.array("items"));
  }

  @Test
  void architectureAndLockMode_areTheRequests() throws Exception {
    assertThat(published.string("arch")).isEqualTo("amd64");
    HttpResponse<String> arm =
        service.post(
            "/v1/runs?name=tiny&arch=arm64&lockMode=update",
            "application/yaml",
            TestService.ALLOWED + " arch=1");
    assertThat(arm.statusCode()).as(arm.body()).isEqualTo(202);
    String path = arm.headers().firstValue("location").orElseThrow();
    assertThat(service.getJson(path).string("arch")).isEqualTo("arm64");
    for (String wrong : List.of("arch=mips", "lockMode=never")) {
      HttpResponse<String> refused =
          service.post("/v1/runs?" + wrong, "application/yaml", TestService.ALLOWED);
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("wanted");
    }
  }

  @Test
  void idempotencyKey_givesTheSameRun() throws Exception {
    String body = TestService.ALLOWED + " key=1";
    HttpResponse<String> first = submit(body, "Idempotency-Key", "k-1");
    HttpResponse<String> again = submit(body, "Idempotency-Key", "k-1");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.headers().firstValue("location"))
        .isEqualTo(first.headers().firstValue("location"));
    assertProblem(submit(body + " other", "Idempotency-Key", "k-1"), 409, "idempotency-key");
  }

  @Test
  void showsImage_layersBundlesManifestAndBlobs() throws Exception {
    JsonObject shown = service.getJson("/v1/images/" + image);
    assertThat(shown.array("layers")).hasSize(5);
    assertThat(shown.string("cmdline")).isEqualTo(TestService.ALLOWED);
    JsonObject bundles = service.getJson("/v1/images/" + image + "/bundles");
    assertThat(bundles.array("items")).hasSize(8);
    HttpResponse<String> manifest = service.get("/v1/images/" + image + "/manifest");
    assertThat(Bytes.ofUtf8(manifest.body()).digest()).isEqualTo(image);
    HttpResponse<String> kernel = service.get("/v1/blobs/" + shown.string("kernel"));
    assertThat(Bytes.ofUtf8(kernel.body()).digest().toString()).isEqualTo(shown.string("kernel"));
    assertThat(kernel.headers().firstValue("etag")).contains("\"" + shown.string("kernel") + "\"");
    HttpResponse<String> unchanged =
        service.get(
            "/v1/blobs/" + shown.string("kernel"),
            "If-None-Match",
            "\"" + shown.string("kernel") + "\"");
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();
  }

  @Test
  void servesTuf_asStaticFiles() throws Exception {
    HttpResponse<String> timestamp = service.get("/tuf/metadata/timestamp.json");
    assertThat(timestamp.statusCode()).isEqualTo(200);
    assertThat(timestamp.headers().firstValue("cache-control")).contains("no-cache");
    HttpResponse<String> root = service.get("/tuf/metadata/1.root.json");
    assertThat(root.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
    String etag = root.headers().firstValue("etag").orElseThrow();
    assertThat(service.get("/tuf/metadata/1.root.json", "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    assertThat(head("/tuf/metadata/1.root.json").headers().firstValueAsLong("content-length"))
        .hasValue(root.body().getBytes(StandardCharsets.UTF_8).length);
    assertProblem(service.get("/tuf/metadata/2.root.json"), 404, "not-found");

    String target = "/tuf/targets/img/tiny/" + image.hex() + "." + image.hex();
    assertThat(Bytes.ofUtf8(service.get(target).body()).digest()).isEqualTo(image);
    assertThat(head(target).statusCode()).isEqualTo(200);
    assertProblem(service.get("/tuf/targets/img/tiny/" + image.hex()), 404, "not-found");
    assertProblem(
        service.get("/tuf/targets/../metadata/" + image.hex() + ".timestamp.json"),
        404,
        "not-found");
  }

  @Test
  void rendersReports_ofFinishedRuns() throws Exception {
    String run = "/v1/reports/" + published.string("id");
    HttpResponse<String> html = service.get(run + ".html");
    assertThat(html.headers().firstValue("content-security-policy")).isPresent();
    assertThat(html.body()).contains(image.hex());
    for (String ext : List.of("oscal.json", "sarif", "junit.xml", "csv")) {
      assertThat(service.get(run + "." + ext).statusCode()).as(ext).isEqualTo(200);
    }
    assertProblem(service.get(run + ".exe"), 404, "not-found");
    assertProblem(
        service.get("/v1/reports/01980000-0001-7000-8000-000000000000.html"), 404, "run-unknown");
  }

  @Test
  void rejectedRun_showsNoSignatures_ofAnotherRunWithTheSameImage() throws Exception {
    String line = TestService.DENIED + " twice=1";
    JsonObject warned = service.run(line, "kernel-hardening"); // this pack warns, never denies
    JsonObject rejected = service.run(line, "baseline");
    assertThat(warned.string("state")).isEqualTo("published");
    assertThat(rejected.string("state")).isEqualTo("rejected");
    assertThat(rejected.string("image")).isEqualTo(warned.string("image"));
    String unsigned = "Nothing was signed in this run.";
    assertThat(report(rejected)).contains(unsigned);
    assertThat(report(warned)).doesNotContain(unsigned).contains("8 Sigstore bundles");
  }

  private static String report(JsonObject run) throws Exception {
    return service.get("/v1/reports/" + run.string("id") + ".html").body();
  }

  @Test
  void showsTheDashboard() throws Exception {
    HttpResponse<String> page = service.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains(published.string("id"));
  }

  @Test
  void listsWhatEachTufPublicationChanged() throws Exception {
    JsonObject first = service.getJson("/v1/tuf/changes?limit=1");
    JsonObject change = first.array("items").getFirst().asObject("item");
    assertThat(change.integer("number")).isEqualTo(1);
    assertThat(change.array("added")).isNotEmpty();
    JsonObject second = service.getJson("/v1/tuf/changes?limit=1&after=" + first.string("next"));
    assertThat(second.array("items").getFirst().asObject("item").integer("number")).isEqualTo(2);
    assertProblem(service.get("/v1/tuf/changes?after=-1"), 400, "parameter");
    assertProblem(service.get("/v1/tuf/changes?limit=0"), 400, "parameter");
  }

  @Test
  void reportsHealthAndMetrics() throws Exception {
    assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(service.get("/metrics").body())
        .contains("plimsoll_boot_verdicts_total{verdict=\"deny\"}")
        .contains("plimsoll_tuf_expiry_timestamp_seconds{role=\"timestamp\"}")
        .contains("plimsoll_tuf_seconds_until_expiry{role=\"timestamp\"}")
        .contains("plimsoll_tuf_offline_role_low{role=\"root\"} 0");
    assertThat(service.getJson("/openapi.json").string("openapi")).startsWith("3.1");
    assertThat(service.getJson("/v1/boot/keys").array("verdict")).hasSize(1);
  }

  @Test
  void takesLocalSources_fromTheFoldersItWasGiven() throws Exception {
    Path folder = Files.createDirectories(sources.resolve("web"));
    HttpResponse<String> accepted =
        service.post(
            "/v1/runs",
            "application/json",
            "{\"name\":\"web\",\"spec\":\"quiet\",\"policies\":[\"baseline\"],\"baseDirectory\":\""
                + folder
                + "\"}");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
  }

  @Test
  void refusesForeignHost_butTheBootPathsAreForGuests() throws Exception {
    assertThat(raw("GET /v1/runs HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421")
        .contains("foreign-host");
    assertThat(raw("GET /v1/runs HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 421");
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: 10.0.2.2:8480\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void keepsItsTokenToItself() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("admin.token"))))
        .isEqualTo("rw-------");
    assertThat(service.token).matches("[0-9a-f]{64}");
  }

  @Test
  void neverServesABlob_thatWasChangedOnDisk() throws Exception {
    JsonObject run = service.run(TestService.ALLOWED + " corrupt=1");
    JsonObject shown = service.getJson("/v1/images/" + run.string("image"));
    Digest root = Digest.parse(shown.string("root"));
    Path file = data.resolve("blobs/sha256").resolve(root.hex());
    byte[] content = Files.readAllBytes(file);
    content[3] ^= 1;
    Files.write(file, content);
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1));
    HttpResponse<String> answer = service.get("/v1/blobs/" + root);
    assertProblem(answer, 500, "blob-corrupt");
    assertThat(answer.body()).doesNotContain(new String(content, StandardCharsets.UTF_8));
    assertProblem(
        service.get("/tuf/targets/layer/sha256/" + root.hex() + "." + root.hex()),
        500,
        "blob-corrupt");
    Digest manifest = Digest.parse(run.string("image"));
    Files.writeString(data.resolve("blobs/sha256").resolve(manifest.hex()), "{}");
    assertProblem(service.get("/v1/images/" + manifest + "/manifest"), 500, "blob-corrupt");
  }

  @Test
  void cancelsARun_orSaysThatItIsTooLate() throws Exception {
    HttpRequest late =
        HttpRequest.newBuilder(service.uri("/v1/runs/" + published.string("id")))
            .header("Authorization", "Bearer " + service.token)
            .DELETE()
            .build();
    assertProblem(service.http.send(late, BodyHandlers.ofString()), 409, "too-late");
  }

  private static HttpResponse<String> submit(String body, String... headers) throws Exception {
    return service.post("/v1/runs?policies=baseline", "application/yaml", body, headers);
  }

  private static HttpResponse<Void> head(String path) throws Exception {
    return service.http.send(
        HttpRequest.newBuilder(service.uri(path)).HEAD().build(), BodyHandlers.discarding());
  }

  /** One exchange without a client that knows better. */
  static String raw(String request) throws Exception {
    URI at = service.uri("/");
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String id(String frame) {
    return frame.lines().filter(l -> l.startsWith("id: ")).findFirst().orElseThrow().substring(4);
  }

  private static JsonObject cloudEvent(String frame) throws Exception {
    String data =
        frame.lines().filter(l -> l.startsWith("data: ")).findFirst().orElseThrow().substring(6);
    return TestService.JSON.parse("event", Bytes.ofUtf8(data)).asObject("event");
  }

  private static List<String> ids(JsonObject page) throws Exception {
    List<String> ids = new java.util.ArrayList<>();
    for (JsonValue item : page.array("items")) {
      ids.add(item.asObject("run").string("id"));
    }
    return ids;
  }
}
