package dev.plimsoll.cli.tuf;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Files below a URL, over {@code http} or {@code https}. {@link HttpURLConnection}, because it is
 * there in 90 ms from the start of the JVM and {@code java.net.http} in 300. Nothing is decoded: an
 * answer with a content encoding is refused, so none is larger than what was read. Not thread-safe.
 */
final class HttpFiles {
  private static final int REDIRECTS = 5;
  private static final int DRAINED = 64 << 10;

  /** A repository behind some object stores answers 403 for what is not there. */
  private static final Set<Integer> ABSENT =
      Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_FORBIDDEN);

  private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

  private final String base;
  private final HttpLimits limits;

  HttpFiles(String url, HttpLimits limits) {
    this.base = url.endsWith("/") ? url : url + "/";
    this.limits = limits;
  }

  /**
   * Opens a file; close it.
   *
   * @param path percent-quoted
   * @return empty when the server says that there is none
   * @throws IOException for every other status than 200
   */
  Optional<InputStream> open(String path) throws IOException {
    URI uri = uri(base + path);
    String scheme = scheme(uri);
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      if (!scheme(uri).equals(scheme)) { // https to http, or to a file
        throw new IOException(
            base + path + " leads to " + uri + "; only " + scheme + " is followed");
      }
      HttpURLConnection connection = connect(uri);
      int status = status(connection, uri);
      if (status == HttpURLConnection.HTTP_OK) {
        return Optional.of(content(connection, uri));
      }
      String location = connection.getHeaderField("Location");
      drain(connection);
      if (ABSENT.contains(status)) {
        return Optional.empty();
      }
      if (!MOVED.contains(status) || location == null) {
        throw new IOException(uri + " answered " + status + ", wanted 200");
      }
      uri = uri(uri.resolve(uri(location)).toString());
    }
    throw new IOException(base + path + " leads on more than " + REDIRECTS + " times");
  }

  private static URI uri(String text) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("no URL: " + text, e);
    }
  }

  private static String scheme(URI uri) throws IOException {
    String scheme = String.valueOf(uri.getScheme());
    if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
      throw new IOException(uri + " is no http or https URL");
    }
    return scheme;
  }

  private HttpURLConnection connect(URI uri) throws IOException {
    if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException(uri + " is no http or https URL");
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(Math.toIntExact(limits.connect().toMillis()));
    connection.setReadTimeout(Math.toIntExact(limits.silence().toMillis()));
    connection.setRequestProperty("Accept-Encoding", "identity");
    connection.setRequestProperty("Accept", "*/*");
    return connection;
  }

  /** Sends the request. A server that drips headers never falls silent, so a watch ends it. */
  private int status(HttpURLConnection connection, URI uri) throws IOException {
    try (Watch watch = Watch.start(limits.headers(), connection::disconnect)) {
      try {
        int status = connection.getResponseCode();
        if (status < 0) {
          throw new IOException("the answer is no HTTP");
        }
        if (!watch.fired()) {
          return status;
        }
      } catch (IOException | RuntimeException e) {
        if (!watch.fired()) {
          throw failed(uri, e);
        }
      }
      throw new IOException(
          "GET " + uri + ": no whole headers within " + limits.headers().toMillis() + " ms");
    }
  }

  private static IOException failed(URI uri, Exception cause) {
    return new IOException("GET " + uri + ": " + reason(cause), cause);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private InputStream content(HttpURLConnection connection, URI uri) throws IOException {
    String encoding = connection.getContentEncoding();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      connection.disconnect();
      throw new IOException(uri + " came with content encoding " + encoding + ", not asked for");
    }
    try {
      return new PacedStream(connection.getInputStream(), uri.toString(), limits);
    } catch (IOException e) {
      throw failed(uri, e);
    }
  }

  /** The next request may use the same connection when this answer was read to its end. */
  private static void drain(HttpURLConnection connection) {
    try (InputStream error = connection.getErrorStream()) {
      if (error != null && error.readNBytes(DRAINED).length == DRAINED) {
        connection.disconnect();
      }
    } catch (IOException e) {
      connection.disconnect();
    }
  }
}
