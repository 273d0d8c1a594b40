package dev.plimsoll.interop.tuf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Hands on what a server answers, except for the files that it lies about. */
final class LyingProxy implements AutoCloseable {
  private final URI server;
  private final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, UnaryOperator<Bytes>> lies = new ConcurrentHashMap<>();

  LyingProxy(URI server) throws IOException {
    this.server = server;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  /** What to make of files whose name begins with {@code prefix}, e.g. {@code targets.}. */
  void lie(String prefix, UnaryOperator<Bytes> lie) {
    lies.put(prefix, lie);
  }

  void repent() {
    lies.clear();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String name = path.substring(path.indexOf("/_trust/tuf/") + "/_trust/tuf/".length());
    try (exchange) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofByteArray());
      Bytes body = Bytes.copyOf(answer.body());
      Optional<UnaryOperator<Bytes>> lie =
          lies.entrySet().stream()
              .filter(e -> name.startsWith(e.getKey()))
              .map(Map.Entry::getValue)
              .findFirst();
      Bytes told = lie.map(l -> l.apply(body)).orElse(body);
      exchange.sendResponseHeaders(lie.isPresent() ? 200 : answer.statusCode(), told.size());
      exchange.getResponseBody().write(told.toArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    client.close();
  }
}
