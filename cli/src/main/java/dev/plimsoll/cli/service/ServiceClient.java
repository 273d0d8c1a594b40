package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service over HTTP. Blocking; answers other than 2xx become a {@link CommandFailure} with the
 * problem's {@code detail}: 4xx is the user's mistake (exit 2), 5xx a service that cannot (exit 4).
 * Thread-safe.
 */
public final class ServiceClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private final ServiceAddress address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  public ServiceClient(ServiceAddress address) {
    this.address = address;
  }

  public ServiceAddress address() {
    return address;
  }

  public JsonObject get(String path) throws IOException, CommandFailure {
    return json(path, send(request(path).GET().build(), BodyHandlers.ofInputStream()));
  }

  public Bytes getBytes(String path) throws IOException, CommandFailure {
    HttpResponse<InputStream> answer =
        send(request(path).GET().build(), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      return Bytes.copyOf(body.readAllBytes());
    }
  }

  /** What stands at {@code path}; empty when the service says that there is nothing. */
  public Optional<Bytes> findBytes(String path) throws IOException, CommandFailure {
    HttpResponse<InputStream> answer =
        exchange(request(path).GET().build(), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 404) {
        return Optional.empty();
      }
      Bytes content = Bytes.copyOf(body.readAllBytes());
      if (answer.statusCode() / 100 != 2) {
        throw refusal(path, answer.statusCode(), content.utf8());
      }
      return Optional.of(content);
    }
  }

  public JsonObject post(String path, JsonObject body) throws IOException, CommandFailure {
    return post(path, "application/json", JsonWriter.compact(body));
  }

  public JsonObject post(String path, String type, Bytes body) throws IOException, CommandFailure {
    HttpRequest request =
        request(path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body.toArray()))
            .build();
    return json(path, send(request, BodyHandlers.ofInputStream()));
  }

  public void delete(String path) throws IOException, CommandFailure {
    send(request(path).DELETE().build(), BodyHandlers.ofInputStream()).body().close();
  }

  /**
   * Fetches a blob into {@code directory/<hex>} and checks it against its digest; what is there
   * already with that content is kept. Nothing half-written bears the final name.
   */
  public Path fetchBlob(Digest digest, Path directory) throws IOException, CommandFailure {
    Path target = directory.resolve(digest.hex());
    if (Files.exists(target) && hash(target).equals(digest)) {
      return target;
    }
    Files.createDirectories(directory);
    Path part = Files.createTempFile(directory, digest.hex(), ".part");
    try {
      HttpResponse<InputStream> answer =
          send(request("/v1/blobs/" + digest).GET().build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Digest found = hash(part);
      if (!found.equals(digest)) {
        throw CommandFailure.evidence(
            "blob " + digest + " from " + address + " has digest " + found);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  /** Lines of a server-sent event stream, until the service ends it. Close the stream. */
  Stream<String> lines(String path, long lastEventId) throws IOException, CommandFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path)).header("Accept", "text/event-stream");
    authorise(request);
    if (lastEventId >= 0) {
      request.header("Last-Event-ID", Long.toString(lastEventId));
    }
    HttpResponse<Stream<String>> answer = exchange(request.GET().build(), BodyHandlers.ofLines());
    if (answer.statusCode() != 200) {
      try (Stream<String> body = answer.body()) {
        throw refusal(path, answer.statusCode(), body.findFirst().orElse(""));
      }
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(ANSWER)
            .header("Accept", "application/json, */*");
    authorise(request);
    return request;
  }

  private void authorise(HttpRequest.Builder request) {
    address.token().ifPresent(t -> request.header("Authorization", "Bearer " + t));
  }

  private HttpResponse<InputStream> send(
      HttpRequest request, HttpResponse.BodyHandler<InputStream> handler)
      throws IOException, CommandFailure {
    HttpResponse<InputStream> answer = exchange(request, handler);
    if (answer.statusCode() / 100 != 2) {
      try (InputStream body = answer.body()) {
        throw refusal(
            request.uri().getPath(),
            answer.statusCode(),
            Bytes.copyOf(body.readNBytes(64 << 10)).utf8());
      }
    }
    return answer;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + request.uri(), e);
    } catch (IOException e) {
      throw new IOException("the service at " + address + " does not answer: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? "connection refused" : message;
  }

  private CommandFailure refusal(String path, int status, String body) {
    ExitCode code = status < 500 ? ExitCode.WRONG : ExitCode.EVIDENCE;
    String detail;
    try {
      JsonObject problem = READER.parse("problem", Bytes.ofUtf8(body)).asObject("problem");
      detail = problem.findString("detail").orElse(problem.findString("title").orElse("no detail"));
    } catch (FormatException e) {
      detail = "no problem document";
    }
    boolean plain = status == 422 || status == 400 || status == 404 || status == 409;
    return new CommandFailure(
        code, plain ? detail : address + path + " answered " + status + ": " + detail);
  }

  private JsonObject json(String path, HttpResponse<InputStream> answer)
      throws IOException, CommandFailure {
    try (InputStream body = answer.body()) {
      byte[] text = body.readAllBytes();
      JsonValue value = READER.parse("answer to " + path, text);
      return value.asObject("answer to " + path);
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.EVIDENCE, address + path + ": " + e.getMessage(), e);
    }
  }

  private static Digest hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Digest.of(in);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
