package dev.plimsoll.cli.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.notary.NotaryException.LengthException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotaryHttpTest {
  private static final String FILE = "/v2/example.com/web/_trust/tuf/root.json";
  private static final Credentials LOGIN = new Credentials("ann", "secret");

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private Optional<HttpServer> server = Optional.empty();
  private String challenge = "";
  private int status = 200;
  private String location = "";

  @BeforeEach
  void start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
    server = Optional.of(http);
  }

  @AfterEach
  void stop() {
    server.ifPresent(s -> s.stop(0));
  }

  private String base() {
    return "http://127.0.0.1:" + server.orElseThrow().getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String authorization =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("-");
    seen.add(exchange.getRequestURI() + " " + authorization);
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/token")) {
        send(exchange, authorization.startsWith("Basic") ? 200 : 403, "{\"token\":\"abc\"}");
      } else if (!challenge.isEmpty() && authorization.equals("-")) {
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        send(exchange, 401, "{}");
      } else {
        if (!location.isEmpty() && path.equals(FILE)) {
          exchange.getResponseHeaders().add("Location", location);
        }
        send(exchange, location.isEmpty() || !path.equals(FILE) ? status : 307, "content");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private Optional<Bytes> fetch(Optional<Credentials> login, long maxBytes) throws Exception {
    NotaryServer at = NotaryServer.parse(base() + "/", Optional.empty(), login);
    try (NotaryHttp http = new NotaryHttp(at, Gun.parse("example.com/web"))) {
      return http.fetch("root.json", maxBytes);
    }
  }

  @Test
  void fetchesByNameWithinTheLimit() throws Exception {
    assertThat(fetch(Optional.empty(), 7)).contains(Bytes.ofUtf8("content"));
    assertThat(seen).containsExactly(FILE + " -");
  }

  @Test
  void aFileOverTheLimitIsItsOwnRefusal() {
    assertThatThrownBy(() -> fetch(Optional.empty(), 6))
        .isInstanceOf(LengthException.class)
        .hasMessageContaining("root.json: more than 6 bytes");
  }

  @Test
  void nothingThereIsNoError_anythingElseIs() throws Exception {
    status = 404;
    assertThat(fetch(Optional.empty(), 7)).isEmpty();
    status = 500;
    assertThatThrownBy(() -> fetch(Optional.empty(), 7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status 500, wanted 200");
  }

  @Test
  void aTokenIsFetchedWithTheLogin() throws Exception {
    challenge =
        "Bearer realm=\""
            + base()
            + "/token\",service=\"notary\",scope=\"repository:example.com/web:pull\"";

    assertThat(fetch(Optional.of(LOGIN), 7)).isPresent();

    assertThat(seen)
        .containsExactly(
            FILE + " -",
            "/token?service=notary&scope=repository%3Aexample.com%2Fweb%3Apull " + LOGIN.basic(),
            FILE + " Bearer abc");
  }

  @Test
  void withoutALoginThereIsNoToken() {
    challenge = "Bearer realm=\"" + base() + "/token\"";
    assertThatThrownBy(() -> fetch(Optional.empty(), 7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no token for repository:example.com/web:pull (status 403)");
  }

  @Test
  void basicIsAnsweredWithTheLogin_andAskedForWithoutOne() throws Exception {
    challenge = "Basic realm=\"notary\"";
    assertThat(fetch(Optional.of(LOGIN), 7)).isPresent();
    assertThatThrownBy(() -> fetch(Optional.empty(), 7)).hasMessageContaining("give --username");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://tokens.example/t", "file:///etc/passwd", "", "::"})
  void thePasswordGoesToNoUnsafeTokenServer(String realm) {
    challenge = "Bearer realm=\"" + realm + "\"";
    assertThatThrownBy(() -> fetch(Optional.of(LOGIN), 7))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("token server")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://127.0.0.1:1/x", "file:///etc/passwd", "ftp://127.0.0.1/"})
  void aRedirectToAnotherSchemeIsNotFollowed(String to) {
    location = to;
    assertThatThrownBy(() -> fetch(Optional.empty(), 7))
        .hasMessageContaining("redirects to another scheme; not followed");
  }

  @Test
  void aRedirectIsFollowed_butNotForEver() throws Exception {
    location = "/elsewhere";
    assertThat(fetch(Optional.empty(), 7)).isPresent();
    location = FILE;
    assertThatThrownBy(() -> fetch(Optional.empty(), 7)).hasMessageContaining("redirects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://notary.example",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "x",
        "https://a?b"
      })
  void anUnsafeServerIsRefused(String url) {
    assertThatThrownBy(() -> NotaryServer.parse(url, Optional.empty(), Optional.empty()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("wanted https://HOST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "a/../b", "..", "a b", "a?b", "a%2fb", "a\n"})
  void aNameThatIsNoCollectionIsRefused(String name) {
    assertThatThrownBy(() -> Gun.parse(name)).isInstanceOf(FormatException.class);
  }
}
