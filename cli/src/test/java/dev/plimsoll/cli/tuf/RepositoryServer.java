package dev.plimsoll.cli.tuf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A simulated repository on loopback; answers of single paths may be set otherwise. */
final class RepositoryServer implements AutoCloseable {
  final TufRepositorySimulator repository = new TufRepositorySimulator();
  final Map<String, Bytes> targets = new ConcurrentHashMap<>();
  final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** Answers one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  RepositoryServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url(String folder) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + folder;
  }

  /** Raw paths asked for since the last call. */
  List<String> asked() {
    List<String> paths = List.copyOf(asked);
    asked.clear();
    return paths;
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      asked.add(path);
      Optional<Answer> set = Optional.ofNullable(answers.get(path));
      if (set.isPresent()) {
        set.get().to(exchange);
        return;
      }
      Optional<Bytes> file =
          path.startsWith("/metadata/")
              ? repository.find(path.substring("/metadata/".length()))
              : Optional.ofNullable(
                  targets.get(
                      URLDecoder.decode(
                          path.substring("/targets/".length()).replace("+", "%2B"),
                          StandardCharsets.UTF_8)));
      if (file.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] content = file.get().toArray();
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
