package dev.plimsoll.cli.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.cli.service.ServiceAddress;
import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** A service that answers what it was told to, one answer per request, and keeps what was asked. */
public final class FakeService implements AutoCloseable {
  private final HttpServer http;
  private final Map<String, Queue<Answer>> answers = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();

  /**
   * @param lengthSaid value of Content-Length; more than the body has: the connection breaks off
   */
  private record Answer(int status, String type, Bytes body, long lengthSaid) {}

  /** What was asked; headers are empty when absent. */
  public record Request(
      String method, String path, String authorization, String lastEventId, Bytes body) {}

  private FakeService(HttpServer http) {
    this.http = http;
  }

  public static FakeService start() throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    FakeService service = new FakeService(http);
    http.createContext("/", service::answer);
    http.start();
    return service;
  }

  public ServiceAddress address() {
    return new ServiceAddress(
        URI.create("http://127.0.0.1:" + http.getAddress().getPort()), Optional.of("token"));
  }

  public synchronized FakeService answering(String path, int status, String body) {
    return answering(path, status, Bytes.ofUtf8(body));
  }

  public synchronized FakeService answering(String path, int status, Bytes body) {
    queue(path).add(new Answer(status, "application/json", body, body.size()));
    return this;
  }

  /** The connection breaks after {@code body}. */
  public synchronized FakeService breakingAfter(String path, String body) {
    Bytes bytes = Bytes.ofUtf8(body);
    queue(path).add(new Answer(200, "text/event-stream", bytes, bytes.size() + 1_000L));
    return this;
  }

  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  private Queue<Answer> queue(String path) {
    return answers.computeIfAbsent(path, p -> new ArrayDeque<>());
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      var headers = exchange.getRequestHeaders();
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              path,
              String.valueOf(headers.getFirst("Authorization")),
              String.valueOf(headers.getFirst("Last-Event-ID")),
              Bytes.copyOf(exchange.getRequestBody().readAllBytes())));
      Answer answer = queue(path).poll();
      if (answer == null) {
        answer = new Answer(404, "application/problem+json", Bytes.ofUtf8("{}"), 2);
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), answer.lengthSaid());
      exchange.getResponseBody().write(answer.body().toArray());
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
