package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.pipeline.engine.RetryPolicy;
import dev.plimsoll.pipeline.testing.FakeImageSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** A service on a free port over a temporary directory, with tiny images, and a client for it. */
final class TestService implements AutoCloseable {
  static final JsonReader JSON = JsonReader.within(JsonLimits.DOCUMENT);
  static final String ALLOWED = "console=ttyS0 quiet";
  static final String DENIED = "console=ttyS0 mitigations=off";

  final PlimsollServer server;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final String token;

  private TestService(PlimsollServer server) throws IOException {
    this.server = server;
    this.token = Files.readString(server.workspace().data().adminToken()).strip();
  }

  static Wiring tinyImages() {
    return new Wiring(
        (store, work) -> new FakeImageSource(store),
        new KernelAudit()::audit,
        KernelAudit.policies(),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(5)),
        InstantSource.system());
  }

  static ServerConfig config(Path data) {
    return ServerConfig.of(WorkspaceConfig.of(data)).withPort(0);
  }

  static TestService start(Path data) throws Exception {
    return start(config(data), tinyImages());
  }

  static TestService start(ServerConfig config, Wiring wiring) throws Exception {
    return new TestService(PlimsollServer.start(config, wiring));
  }

  URI uri(String path) {
    return URI.create(server.address() + path);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  JsonObject getJson(String path) throws IOException, InterruptedException, FormatException {
    return json(get(path));
  }

  /** With the admin token. */
  HttpResponse<String> post(String path, String type, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static JsonObject json(HttpResponse<String> response) throws FormatException {
    return JSON.parse("answer", Bytes.ofUtf8(response.body())).asObject("answer");
  }

  /** Submits a tiny image and follows its events to the end; the run as shown afterwards. */
  JsonObject run(String commandLine) throws Exception {
    return run(commandLine, "baseline");
  }

  /** As {@link #run(String)}, judged by one policy. */
  JsonObject run(String commandLine, String policy) throws Exception {
    HttpResponse<String> accepted =
        post("/v1/runs?name=tiny&policies=" + policy, "application/yaml", commandLine);
    String path = accepted.headers().firstValue("Location").orElseThrow();
    get(path + "/events"); // ends with the run
    return getJson(path);
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }

  /** That {@code answer} is problem+json (RFC 9457) with this status and code. */
  static void assertProblem(HttpResponse<String> answer, int status, String code) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.string("code")).isEqualTo(code);
    assertThat(problem.string("detail")).isNotBlank().doesNotContain("\n");
    assertThat(problem.integer("status")).isEqualTo(status);
    assertThat(problem.string("type")).isEqualTo("urn:plimsoll:problem:" + code);
  }
}
