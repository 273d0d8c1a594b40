package dev.plimsoll.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.testing.LocalService;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host may send wrong: a problem that names the field, never a verdict. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BootRequestTest {
  private static final String NONCE = "ab".repeat(32);
  private static final String IMAGE = "sha256:" + "cd".repeat(32);
  private static final String ROOT = "ef".repeat(32);

  private Path folder = Path.of("");
  private final HttpClient http = HttpClient.newHttpClient();
  private List<ServerStarter.Running> servers = List.of();

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    folder = directory;
    servers = List.of(LocalService.start(folder.resolve("data"), 0, folder));
  }

  @AfterAll
  void stop() {
    servers.forEach(ServerStarter.Running::close);
    http.close();
  }

  /**
   * One wrong request.
   *
   * @param says what the problem's detail must name
   */
  record Case(String what, String body, int status, List<String> says) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static String request(String nonce, String image, String root) {
    return "{\"v\":1,\"host\":\"h\",\"hostNonce\":"
        + nonce
        + ",\"image\":"
        + image
        + ",\"rootHash\":"
        + root
        + "}";
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static String good() {
    return request(quoted(NONCE), quoted(IMAGE), quoted(ROOT));
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "short nonce",
            request(quoted("ab"), quoted(IMAGE), quoted(ROOT)),
            400,
            List.of("hostNonce", "\"ab\"", "64 lower-case hex digits")),
        new Case(
            "nonce in capitals",
            request(quoted("AB".repeat(32)), quoted(IMAGE), quoted(ROOT)),
            400,
            List.of("hostNonce")),
        new Case(
            "nonce of a wrong type",
            request("7", quoted(IMAGE), quoted(ROOT)),
            400,
            List.of("hostNonce", "string")),
        new Case(
            "image without algorithm",
            request(quoted(NONCE), quoted("cd".repeat(32)), quoted(ROOT)),
            400,
            List.of("sha256:")),
        new Case("missing field", "{\"v\":1,\"host\":\"h\"}", 400, List.of("hostNonce")),
        new Case("other version", good().replace("\"v\":1", "\"v\":2"), 400, List.of("v is 2")),
        new Case("duplicate key", good().replace("{", "{\"v\":1,"), 400, List.of("uplicate")),
        new Case("not JSON", "hello", 400, List.of("not JSON")),
        new Case("empty", "", 400, List.of("empty")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wrongRequest_isAProblemThatNamesTheField(Case c) throws Exception {
    HttpResponse<byte[]> answer = post(c.body(), "application/json");
    assertThat(answer.statusCode()).isEqualTo(c.status());
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.string("detail")).contains(c.says());
    assertThat(problem.string("code")).isNotEmpty();
    assertThat(problem.find("payload")).isEmpty();
  }

  /** The length is refused before the body is read, so none is sent. */
  @Test
  void hugeBody_isRefusedByItsLength() throws Exception {
    URI base = servers.getFirst().address().base();
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /v1/boot/verdict HTTP/1.1\r\nHost: "
                      + base.getAuthority()
                      + "\r\nContent-Type: application/json\r\nContent-Length: 300000000\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = Bytes.copyOf(socket.getInputStream().readAllBytes()).utf8();
      assertThat(answer).startsWith("HTTP/1.1 413 ").contains("262144");
    }
  }

  @Test
  void otherMediaType_isRefused() throws Exception {
    assertThat(post(good(), "text/plain").statusCode()).isEqualTo(415);
  }

  @Test
  void unknownImage_isUnderstoodAndDenied() throws Exception {
    HttpResponse<byte[]> answer = post(good(), "application/json");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject verdict =
        JsonReader.within(JsonLimits.REQUEST)
            .parse("payload", Bytes.parseBase64(json(answer).string("payload")))
            .asObject("payload");
    assertThat(verdict.string("verdict")).isEqualTo("deny");
    assertThat(verdict.string("hostNonce")).isEqualTo(NONCE);
  }

  private static JsonObject json(HttpResponse<byte[]> answer) throws Exception {
    return JsonReader.within(JsonLimits.REQUEST).parse("answer", answer.body()).asObject("answer");
  }

  private HttpResponse<byte[]> post(String body, String type)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(servers.getFirst().address().resolve("/v1/boot/verdict"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }
}
