package dev.plimsoll.interop.tuf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.signer.tuf.TufRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A repository behind HTTP on loopback, as the service gives it out: metadata by name, targets by
 * their consistent path from content by digest. {@link #replace} plays the attacker.
 */
final class TufServer implements AutoCloseable {
  private final HttpServer http;
  private final TufRepository repository;
  private final Map<Digest, Bytes> contents = new ConcurrentHashMap<>();
  private final Map<String, Bytes> replaced = new ConcurrentHashMap<>();

  TufServer(TufRepository repository) throws IOException {
    this.repository = repository;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  void add(Bytes content) {
    contents.put(content.digest(), content);
  }

  /** Serves {@code content} in place of what stands at {@code path}, e.g. a timestamp. */
  void replace(String path, Bytes content) {
    replaced.put(path, content);
  }

  Map<String, Bytes> metadata() {
    return new HashMap<>(repository.metadataFiles());
  }

  URI metadataUrl() {
    return base().resolve("metadata");
  }

  URI targetsUrl() {
    return base().resolve("targets");
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
    Optional<Bytes> body = Optional.ofNullable(replaced.get(path)).or(() -> find(path));
    try (exchange) {
      if (body.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      exchange.sendResponseHeaders(200, body.get().size());
      exchange.getResponseBody().write(body.get().toArray());
    }
  }

  private Optional<Bytes> find(String path) {
    if (path.startsWith("/metadata/")) {
      return Optional.ofNullable(
          repository.metadataFiles().get(path.substring("/metadata/".length())));
    }
    return repository
        .findConsistentTarget(path.replaceFirst("^/targets/", ""))
        .flatMap(TargetFile::sha256)
        .map(contents::get);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
