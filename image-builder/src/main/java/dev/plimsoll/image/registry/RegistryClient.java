package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Reads one repository (OCI distribution-spec 1.1). Blocking; thread-safe. What comes back is not
 * checked against a digest: callers do.
 *
 * <p>A login goes to the registry and to the token server that it names, never along a redirect to
 * another host. Redirects stay in their scheme.
 */
public final class RegistryClient {
  static final String PULL = "pull";
  static final String PUSH = "pull,push";

  private static final int MAX_REDIRECTS = 5;

  private final Registries registries;
  private final String host;
  private final URI base;
  private final String repository;
  private final Authorizer authorizer;

  RegistryClient(Registries registries, String host, URI registry, String repository) {
    this.registries = registries;
    this.host = host;
    this.base = registry.resolve(repository + "/");
    this.repository = repository;
    this.authorizer = new Authorizer(registries, host, registry, repository);
  }

  /** For messages. */
  String host() {
    return host;
  }

  URI base() {
    return base;
  }

  Registries registries() {
    return registries;
  }

  /**
   * A manifest or index, at most 4 MiB.
   *
   * @param selector a tag, or a digest
   * @return empty when there is none
   */
  public Optional<Bytes> findManifest(String selector, String accept) throws IOException {
    return find("manifests/" + selector, accept, registries.settings().limits().maxDocument());
  }

  /** A small blob, read whole. */
  public Optional<Bytes> findBlob(Digest digest, int maxBytes) throws IOException {
    return find("blobs/" + digest, "*/*", maxBytes);
  }

  /**
   * The referrers of {@code subject}, an index; empty when the registry has no such API, so that
   * the fallback tag counts (distribution-spec 1.1, "Listing Referrers").
   */
  public Optional<Bytes> findReferrers(Digest subject) throws IOException {
    return find(
        "referrers/" + subject,
        "application/vnd.oci.image.index.v1+json",
        registries.settings().limits().maxDocument());
  }

  private Optional<Bytes> find(String path, String accept, int maxBytes) throws IOException {
    HttpResponse<InputStream> answer =
        exchange(PULL, uri(path), r -> r.header("Accept", accept), OptionalLong.of(maxBytes));
    try (InputStream in = answer.body()) {
      if (answer.statusCode() == 404) {
        return Optional.empty();
      }
      requireOk(answer, 200);
      OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
      if (length.isPresent() && length.getAsLong() > maxBytes) {
        throw tooLarge(path, length.getAsLong() + " bytes", maxBytes);
      }
      byte[] bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw tooLarge(path, "more than that", maxBytes);
      }
      return Optional.of(Bytes.copyOf(bytes));
    }
  }

  private IOException tooLarge(String path, String found, int limit) {
    return new UnwantedAnswerException(
        host + " answers with " + found + " for " + path + "; the limit is " + limit + " bytes");
  }

  /** A part of a blob's body, and where in the blob it begins. */
  record Part(InputStream in, long offset) {}

  /**
   * Opens a blob from {@code offset} on; a server that cannot begins at its start.
   *
   * @throws FileNotFoundException when there is none
   */
  Part open(Descriptor blob, long offset) throws IOException {
    String path = "blobs/" + blob.digest();
    HttpResponse<InputStream> answer =
        exchange(
            PULL,
            uri(path),
            r -> offset == 0 ? r : r.header("Range", "bytes=" + offset + "-"),
            OptionalLong.of(blob.size()));
    try {
      if (answer.statusCode() == 404) {
        throw new FileNotFoundException(host + " has no " + blob.digest());
      }
      boolean partial = offset > 0 && answer.statusCode() == 206;
      if (!partial) {
        requireOk(answer, 200);
      }
      long start = partial ? offset : 0;
      if (partial) {
        requireRange(answer, offset, blob.size());
      }
      OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
      if (length.isPresent() && length.getAsLong() != blob.size() - start) {
        throw new UnwantedAnswerException(
            host
                + " announces "
                + length.getAsLong()
                + " bytes of "
                + blob.digest()
                + ", its descriptor says "
                + (blob.size() - start));
      }
      return new Part(answer.body(), start);
    } catch (IOException e) {
      answer.body().close();
      throw e;
    }
  }

  private void requireRange(HttpResponse<?> answer, long offset, long size) throws IOException {
    String range = answer.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + offset + "-" + (size - 1) + "/")) {
      throw new UnwantedAnswerException(
          host
              + " answers with the range "
              + FormatException.quote(range)
              + ", asked from "
              + offset);
    }
  }

  URI uri(String path) {
    return base.resolve(path.replace(":", "%3A"));
  }

  /** Sends with whatever login is wanted, and follows redirects; any status may come back. */
  HttpResponse<InputStream> exchange(
      String actions, URI target, UnaryOperator<HttpRequest.Builder> request, OptionalLong bytes)
      throws IOException {
    URI uri = target;
    boolean asked = false;
    for (int hops = 0; ; ) {
      Optional<String> header = sameHost(uri) ? authorizer.current(actions) : Optional.empty();
      HttpResponse<InputStream> answer =
          registries.send(request.apply(registries.request(uri, header)).build(), bytes);
      if (answer.statusCode() == 401 && !asked && sameHost(uri)) {
        answer.body().close();
        authorizer.answer(answer, actions);
        asked = true;
      } else if (isRedirect(answer)) {
        answer.body().close();
        if (hops++ == MAX_REDIRECTS) {
          throw new UnwantedAnswerException(host + ": more than " + MAX_REDIRECTS + " redirects");
        }
        uri =
            registries.hosts().redirect(uri, answer.headers().firstValue("Location").orElseThrow());
      } else {
        return answer;
      }
    }
  }

  private static boolean isRedirect(HttpResponse<?> answer) {
    int status = answer.statusCode();
    return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        && answer.headers().firstValue("Location").isPresent();
  }

  private boolean sameHost(URI uri) {
    return base.getAuthority().equals(uri.getAuthority())
        && base.getScheme().equals(uri.getScheme());
  }

  void requireOk(HttpResponse<?> answer, int wanted) throws IOException {
    if (answer.statusCode() == wanted) {
      return;
    }
    if (answer.statusCode() == 401 && hadPassword(answer.request())) {
      throw new UnwantedAnswerException(
          host
              + " refuses the login that is kept for "
              + repository
              + "; \"docker login "
              + host
              + "\"");
    }
    String hint =
        answer.statusCode() == 401 || answer.statusCode() == 403
            ? " (no such image, or no login for it)"
            : "";
    throw new UnwantedAnswerException(
        host + " answered " + answer.statusCode() + " for " + repository + hint);
  }

  /** A token may be refused for want of the image; a password is refused for itself. */
  private static boolean hadPassword(HttpRequest request) {
    return request.headers().firstValue("Authorization").orElse("").startsWith("Basic ");
  }
}
