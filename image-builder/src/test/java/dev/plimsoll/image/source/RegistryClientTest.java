package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins and redirects, against a server that says what it was sent. */
class RegistryClientTest {
  @TempDir Path directory;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private HttpServer other;
  private String host = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.start();
    other.start();
    host = "127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    other.stop(0);
  }

  private RegistryClient client() throws IOException {
    Path config = directory.resolve("config.json");
    // user:secret
    Files.writeString(config, "{\"auths\":{\"" + host + "\":{\"auth\":\"dXNlcjpzZWNyZXQ=\"}}}");
    return new RegistryClient(host, "team/web", DockerCredentials.in(config));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void note(HttpExchange exchange) {
    seen.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getOrDefault("Authorization", List.of("-")).getFirst());
  }

  private static String read(InputStream in) throws IOException {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void fetchesAToken_whenAsked() throws Exception {
    server.createContext(
        "/v2/",
        e -> {
          note(e);
          if (e.getRequestHeaders().getFirst("Authorization") == null) {
            e.getResponseHeaders()
                .add(
                    "WWW-Authenticate",
                    "Bearer realm=\"http://" + host + "/token\",service=\"reg\"");
            answer(e, 401, "");
          } else {
            answer(e, 200, "blob");
          }
        });
    server.createContext(
        "/token",
        e -> {
          note(e);
          answer(e, 200, "{\"token\":\"t1\"}");
        });
    assertThat(read(client().get("blobs/x", "*/*"))).isEqualTo("blob");
    assertThat(seen)
        .containsExactly(
            "/v2/team/web/blobs/x -",
            "/token?service=reg&scope=repository%3Ateam%2Fweb%3Apull Basic dXNlcjpzZWNyZXQ=",
            "/v2/team/web/blobs/x Bearer t1");
  }

  @Test
  void keepsTheLoginFromOtherHosts_whenRedirected() throws Exception {
    server.createContext(
        "/v2/",
        e -> {
          if (e.getRequestHeaders().getFirst("Authorization") == null) {
            e.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"reg\"");
            answer(e, 401, "");
          } else {
            e.getResponseHeaders()
                .add("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/cdn");
            answer(e, 307, "");
          }
        });
    other.createContext(
        "/cdn",
        e -> {
          note(e);
          answer(e, 200, "blob");
        });
    assertThat(read(client().get("blobs/x", "*/*"))).isEqualTo("blob");
    assertThat(seen).containsExactly("/cdn -");
  }

  @Test
  void refusesARealmWithoutTls_elsewhere() {
    server.createContext(
        "/v2/",
        e -> {
          e.getResponseHeaders()
              .add("WWW-Authenticate", "Bearer realm=\"http://evil.example/token\"");
          answer(e, 401, "");
        });
    assertThatThrownBy(() -> client().get("blobs/x", "*/*"))
        .hasMessage(host + " names the insecure token server \"http://evil.example/token\"");
  }

  @Test
  void stopsFollowing_whenRedirectsDoNotEnd() {
    server.createContext(
        "/v2/",
        e -> {
          e.getResponseHeaders().add("Location", "/v2/again");
          answer(e, 302, "");
        });
    assertThatThrownBy(() -> client().get("blobs/x", "*/*"))
        .hasMessage(host + ": more than 5 redirects");
  }

  @Test
  void tellsMissingFromForbidden() {
    server.createContext("/v2/team/web/blobs/none", e -> answer(e, 404, ""));
    server.createContext("/v2/team/web/blobs/no", e -> answer(e, 403, ""));
    assertThatThrownBy(() -> client().get("blobs/none", "*/*"))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> client().get("blobs/no", "*/*"))
        .hasMessage(host + " answered 403 for team/web (no such image, or no login for it)");
  }
}
