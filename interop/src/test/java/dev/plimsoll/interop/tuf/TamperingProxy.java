package dev.plimsoll.interop.tuf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Between a client and the real service: changes one file on its way. */
final class TamperingProxy implements AutoCloseable {
  private final HttpServer http;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String service;
  private final Map<String, UnaryOperator<byte[]>> changes = new ConcurrentHashMap<>();

  TamperingProxy(String service) throws IOException {
    this.service = service;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  /** From now on {@code path} comes out changed. */
  void change(String path, UnaryOperator<byte[]> how) {
    changes.clear();
    changes.put(path, how);
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    try (exchange) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(service + path)).build(),
              BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        exchange.sendResponseHeaders(answer.statusCode(), -1);
        return;
      }
      byte[] body = changes.getOrDefault(path, UnaryOperator.identity()).apply(answer.body());
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.stop(0);
    client.shutdownNow();
  }
}
