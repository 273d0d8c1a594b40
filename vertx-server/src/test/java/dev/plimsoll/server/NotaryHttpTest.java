package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.server.notary.NotaryConfig;
import dev.plimsoll.server.notary.NotaryConfig.Mode;
import dev.plimsoll.server.notary.NotaryRoutes;
import dev.plimsoll.server.notary.NotaryTestTokens;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Notary face's answers to requests that publish nothing; interop publishes. */
final class NotaryHttpTest {
  private static final String TUF = "/v2/plimsoll/web/_trust/tuf/";

  @TempDir Path data;

  private TestService start(Mode mode, Optional<NotaryConfig.Tokens> tokens, String... prefixes)
      throws Exception {
    return TestService.start(
        TestService.config(data.resolve("service"))
            .withNotary(new NotaryConfig(mode, tokens, List.of(prefixes))),
        TestService.tinyImages());
  }

  private static HttpResponse<String> send(
      TestService service, String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.uri(path)).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return service.http.send(request.build(), BodyHandlers.ofString());
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonObject error = TestService.json(answer).array("errors").getFirst().asObject("error");
    assertThat(error.string("code")).isEqualTo(code);
    assertThat(error.string("message")).isNotBlank().doesNotContain("\n");
  }

  private static String form(String... namesAndBodies) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndBodies.length; i += 2) {
      text.append("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"")
          .append(namesAndBodies[i])
          .append("\"\r\n\r\n")
          .append(namesAndBodies[i + 1])
          .append("\r\n");
    }
    return text.append("--b--\r\n").toString();
  }

  private static HttpResponse<String> push(TestService service, String body) throws Exception {
    return send(service, "POST", TUF, body, "Content-Type", "multipart/form-data; boundary=b");
  }

  @Test
  void isOffUnlessAskedFor() throws Exception {
    try (TestService service = TestService.start(data.resolve("service"))) {
      TestService.assertProblem(service.get("/v2/"), 404, "not-found");
      TestService.assertProblem(service.get("/_notary_server/health"), 404, "not-found");
      TestService.assertProblem(service.get("/v1/notary/proposals"), 404, "not-found");
    }
  }

  @Test
  void answersBadRequestsInNotarysWords() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.empty())) {
      assertThat(service.get("/v2/").body()).isEqualTo("{}");
      assertThat(service.get("/_notary_server/health").body()).isEqualTo("{}");
      assertRefused(service.get(TUF + "root.json"), 404, "METADATA_NOT_FOUND");
      assertRefused(service.get(TUF + "targets/..%2froot.json"), 404, "METADATA_NOT_FOUND");
      assertRefused(service.get("/v2/a%2fb/_trust/tuf/root.json"), 400, "INVALID_GUN");
      assertRefused(service.get("/v2/a/b"), 404, "GENERIC_NOT_FOUND");
      assertRefused(service.get("/v2/_trust/changefeed"), 400, "INVALID_PARAMETERS");
      assertRefused(
          service.get("/v2/_trust/changefeed?records=1&change_id=x"), 400, "INVALID_PARAMETERS");
      assertThat(service.get("/v2/_trust/changefeed?records=1").body())
          .isEqualTo("{\"count\":0,\"records\":[]}");
      assertRefused(push(service, ""), 400, "MALFORMED_UPLOAD");
      assertRefused(send(service, "POST", TUF, "{}"), 400, "MALFORMED_UPLOAD");
      assertRefused(push(service, form()), 400, "MALFORMED_UPLOAD");
      assertRefused(push(service, form("", "{}")), 400, "NO_FILENAME");
      for (String role : List.of("timestamp", "../root", "targets/../root", "targets/%2e", "ü")) {
        assertRefused(push(service, form(role, "{}")), 400, "INVALID_ROLE");
      }
      assertRefused(push(service, form("root", "{}")), 400, "MALFORMED_JSON");
      HttpResponse<String> rootless = push(service, form("targets", "{}"));
      assertRefused(rootless, 400, "INVALID_UPDATE");
      assertThat(rootless.body()).contains("\"Name\":\"ErrValidation\"", "\"Msg\":");
      assertRefused(send(service, "DELETE", TUF + "root.json", ""), 404, "GENERIC_NOT_FOUND");
      assertThat(send(service, "DELETE", TUF, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aBodyIsLimited() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.empty())) {
      String large = form("targets", "x".repeat(NotaryRoutes.MAX_PUSH));
      assertRefused(push(service, large), 413, "TOO_LARGE");
      assertThat(service.get("/v2/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aServerKeyIsMadeOnce_andAnewOnPost() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.empty())) {
      String first = service.get(TUF + "timestamp.key").body();
      assertThat(first).contains("\"keytype\":\"ed25519\"", "\"private\":null");
      assertThat(service.get(TUF + "timestamp.key").body()).isEqualTo(first);
      assertThat(send(service, "POST", TUF + "timestamp.key", "").body()).isNotEqualTo(first);
      assertRefused(service.get(TUF + "root.key"), 404, "METADATA_NOT_FOUND");
      Path keys = data.resolve("service/keys/notary");
      try (var files = Files.list(keys)) {
        assertThat(files.filter(f -> f.toString().endsWith(".key"))).hasSize(2);
      }
    }
  }

  @Test
  void changesAreForThisMachine_andNoWebPage() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.empty())) {
      assertRefused(
          send(service, "DELETE", TUF, "", "Origin", "https://evil.example"), 403, "DENIED");
    }
    try (TestService service = start(Mode.READ_ONLY, Optional.empty())) {
      assertRefused(push(service, form("root", "{}")), 403, "DENIED");
      assertRefused(send(service, "DELETE", TUF, ""), 403, "DENIED");
      assertRefused(service.get(TUF + "timestamp.key"), 403, "DENIED");
    }
    try (TestService service = start(Mode.PROPOSALS, Optional.empty())) {
      assertRefused(send(service, "DELETE", TUF, ""), 403, "DENIED");
      assertThat(service.get("/v1/notary/proposals").body()).isEqualTo("{\"items\":[]}");
      TestService.assertProblem(
          send(service, "POST", "/v1/notary/proposals/" + "a".repeat(64) + "/accept", ""),
          401,
          "token-missing");
      TestService.assertProblem(
          service.post("/v1/notary/proposals/" + "a".repeat(64) + "/accept", "text/plain", ""),
          404,
          "proposal-unknown");
    }
  }

  @Test
  void strangersCouldPush_soItDoesNotStart() {
    ServerConfig open =
        TestService.config(data.resolve("service"))
            .withNotary(new NotaryConfig(Mode.ACCEPT, Optional.empty(), List.of()))
            .withPublicUrl(Optional.of("https://plimsoll.example"));
    assertThatThrownBy(() -> TestService.start(open, TestService.tinyImages()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("--notary-token-realm");
  }

  @Test
  void onlyCollectionsWithAPrefixAreServed() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.empty(), "docker.io/")) {
      assertRefused(service.get(TUF + "root.json"), 404, "METADATA_NOT_FOUND");
      assertRefused(push(service, form("root", "{}")), 400, "INVALID_GUN");
      assertThat(service.get("/v2/docker.io/x/_trust/tuf/snapshot.key").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void withTokens_nothingIsSaidWithoutOne() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.of(NotaryTestTokens.config(data)))) {
      HttpResponse<String> ping = service.get("/v2/");
      assertRefused(ping, 401, "UNAUTHORIZED");
      assertThat(ping.headers().firstValue("www-authenticate"))
          .contains(
              "Bearer realm=\"https://auth/token\",service=\"notary\",scope=\"registry:catalog:*\"");
      HttpResponse<String> push = push(service, form("root", "{}"));
      assertRefused(push, 401, "UNAUTHORIZED");
      assertThat(push.headers().firstValue("www-authenticate").orElse(""))
          .endsWith("scope=\"repository:plimsoll/web:push,pull\"");
      String pull = "Bearer " + NotaryTestTokens.token("plimsoll/web", "pull");
      assertThat(service.get("/v2/", "Authorization", pull).statusCode()).isEqualTo(200);
      assertRefused(
          service.get(TUF + "root.json", "Authorization", pull), 404, "METADATA_NOT_FOUND");
      HttpResponse<String> more = service.get(TUF + "timestamp.key", "Authorization", pull);
      assertRefused(more, 401, "UNAUTHORIZED");
      assertThat(more.headers().firstValue("www-authenticate").orElse(""))
          .endsWith(",error=\"insufficient_scope\"");
      HttpResponse<String> admin =
          service.get(TUF + "root.json", "Authorization", "Bearer " + service.token);
      assertRefused(admin, 401, "UNAUTHORIZED");
      assertThat(admin.headers().firstValue("www-authenticate").orElse(""))
          .endsWith(",error=\"invalid_token\"");
      String all = "Bearer " + NotaryTestTokens.token("plimsoll/web", "push\",\"pull\",\"*");
      assertThat(service.get(TUF + "timestamp.key", "Authorization", all).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void refusesAPushWithoutAToken_beforeItsBodyComes() throws Exception {
    try (TestService service = start(Mode.ACCEPT, Optional.of(NotaryTestTokens.config(data)));
        Socket socket = new Socket(service.uri("/").getHost(), service.uri("/").getPort())) {
      socket.setSoTimeout(10_000); // ms
      String head =
          "POST "
              + TUF
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
              + "Content-Length: 1000000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      byte[] answer = socket.getInputStream().readNBytes(12);

      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 401");
    }
  }
}
