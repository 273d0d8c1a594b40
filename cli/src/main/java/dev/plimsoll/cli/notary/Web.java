package dev.plimsoll.cli.notary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * GET with limits: so many bytes, so many seconds for the whole answer however slowly it drips, and
 * redirects to the same scheme only, which take no authorization to another host.
 */
final class Web implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long WHOLE_SECONDS = 60;
  private static final int MAX_REDIRECTS = 5;

  private final HttpClient http;

  Web(Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    tls.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** More bytes than were allowed. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(URI uri, long maxBytes) {
      super(uri + ": more than " + maxBytes + " bytes");
    }
  }

  HttpResponse<byte[]> get(URI uri, Optional<String> authorization, long maxBytes)
      throws IOException {
    URI at = uri;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      boolean same = at.getRawAuthority().equals(uri.getRawAuthority());
      HttpResponse<byte[]> answer = one(at, same ? authorization : Optional.empty(), maxBytes);
      Optional<String> location = answer.headers().firstValue("location");
      if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
        return answer;
      }
      at = next(at, location.get());
    }
    throw new IOException(uri + ": more than " + MAX_REDIRECTS + " redirects");
  }

  private static URI next(URI from, String location) throws IOException {
    try {
      URI to = from.resolve(location);
      if (from.getScheme().equals(to.getScheme()) && to.getHost() != null) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(from + ": redirects to something that is no URL", e);
    }
    throw new IOException(from + ": redirects to another scheme; not followed");
  }

  private HttpResponse<byte[]> one(URI uri, Optional<String> authorization, long maxBytes)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    authorization.ifPresent(a -> request.header("Authorization", a));
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      return answer.get(WHOLE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(uri + ": no whole answer within " + WHOLE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException(uri + ": interrupted", e);
    } catch (ExecutionException e) {
      throw failure(uri, maxBytes, e);
    }
  }

  private static IOException failure(URI uri, long maxBytes, ExecutionException e) {
    String cause = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
    return cause.contains("capacity") // what the JDK says of its limit
        ? new TooLongException(uri, maxBytes)
        : new IOException(uri + ": " + cause, e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
