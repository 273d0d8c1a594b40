package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Writes one repository (OCI distribution-spec 1.1, push). What the registry has is not sent again;
 * a broken upload is begun anew. Blocking; thread-safe.
 */
public final class RegistryWriter {
  private static final int CHUNK = 16 << 20;
  private static final int MAX_CHUNK = 256 << 20;

  private final RegistryClient client;
  private final int attempts;

  public RegistryWriter(Registries registries, String host, String repository) {
    this.client = registries.repository(host, repository);
    this.attempts = registries.settings().limits().attempts();
  }

  /**
   * Uploads {@code file}, which has the digest of {@code blob}, unless it is there.
   *
   * @param mountFrom a repository of the same registry that may have it
   */
  public void putBlob(Descriptor blob, Path file, Optional<String> mountFrom) throws IOException {
    if (exists("blobs/" + blob.digest(), "*/*")) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        upload(blob, file, mountFrom);
        return;
      } catch (UnwantedAnswerException | java.io.InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (attempt >= attempts) {
          throw new IOException(Causes.text(e) + " (after " + attempt + " attempts)", e);
        }
      }
    }
  }

  private boolean exists(String path, String accept) throws IOException {
    HttpResponse<InputStream> answer =
        client.exchange(
            RegistryClient.PUSH,
            client.uri(path),
            r -> r.HEAD().header("Accept", accept),
            OptionalLong.of(0));
    answer.body().close();
    if (answer.statusCode() == 404) {
      return false;
    }
    client.requireOk(answer, 200);
    return true;
  }

  private void upload(Descriptor blob, Path file, Optional<String> mountFrom) throws IOException {
    String query = mountFrom.map(f -> "?mount=" + blob.digest() + "&from=" + f).orElse("");
    HttpResponse<InputStream> begun =
        send(
            client.uri("blobs/uploads/" + query),
            r -> r.POST(BodyPublishers.noBody()),
            OptionalLong.of(0));
    if (begun.statusCode() == 201 && mountFrom.isPresent()) {
      return;
    }
    client.requireOk(begun, 202);
    URI session = session(begun);
    OptionalLong least = begun.headers().firstValueAsLong("OCI-Chunk-Min-Length");
    HttpResponse<InputStream> done =
        least.isPresent() && least.getAsLong() < blob.size()
            ? inChunks(session, blob, file, least.getAsLong())
            : send(
                completing(session, blob.digest()),
                r -> octets(r).PUT(content(file)),
                OptionalLong.of(blob.size()));
    client.requireOk(done, 201);
    requireDigest(done, blob.digest());
  }

  private static HttpRequest.Builder octets(HttpRequest.Builder request) {
    return request.header("Content-Type", "application/octet-stream");
  }

  private static HttpRequest.BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (java.io.FileNotFoundException e) {
      throw new IllegalStateException("lost " + file, e);
    }
  }

  /** Pieces in order, because the registry said that it wants them so. */
  private HttpResponse<InputStream> inChunks(URI begun, Descriptor blob, Path file, long least)
      throws IOException {
    if (least > MAX_CHUNK) {
      throw new UnwantedAnswerException(client.host() + " wants chunks of " + least + " bytes");
    }
    int length = (int) Math.max(least, CHUNK);
    URI session = begun;
    long sent = 0;
    try (InputStream in = java.nio.file.Files.newInputStream(file)) {
      for (byte[] piece = in.readNBytes(length); piece.length > 0; piece = in.readNBytes(length)) {
        byte[] body = piece;
        String range = sent + "-" + (sent + piece.length - 1);
        HttpResponse<InputStream> accepted =
            send(
                session,
                r ->
                    octets(r)
                        .header("Content-Range", range)
                        .method("PATCH", BodyPublishers.ofByteArray(body)),
                OptionalLong.of(piece.length));
        client.requireOk(accepted, 202);
        session = session(accepted);
        sent += piece.length;
      }
    }
    return send(
        completing(session, blob.digest()),
        r -> octets(r).PUT(BodyPublishers.noBody()),
        OptionalLong.of(0));
  }

  /** Where the upload goes on; another host gets no login. */
  private URI session(HttpResponse<?> answer) throws IOException {
    String location =
        answer
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () -> new UnwantedAnswerException(client.host() + " names no upload location"));
    return client.registries().hosts().redirect(answer.uri(), location);
  }

  private static URI completing(URI session, Digest digest) {
    String text = session.toString();
    return URI.create(
        text
            + (text.contains("?") ? "&" : "?")
            + "digest="
            + digest.toString().replace(":", "%3A"));
  }

  /**
   * Puts a manifest or index under {@code selector}, a tag or its digest.
   *
   * @return whether the registry itself keeps the list of referrers of its subject
   */
  public Referrers putManifest(String selector, String mediaType, Bytes manifest)
      throws IOException {
    HttpResponse<InputStream> answer =
        send(
            client.uri("manifests/" + selector),
            r ->
                r.header("Content-Type", mediaType)
                    .PUT(BodyPublishers.ofByteArray(manifest.toArray())),
            OptionalLong.of(manifest.size()));
    client.requireOk(answer, 201);
    requireDigest(answer, manifest.digest());
    return answer.headers().firstValue("OCI-Subject").isPresent()
        ? Referrers.BY_REGISTRY
        : Referrers.BY_TAG;
  }

  /** Who lists the referrers of a manifest's subject. */
  public enum Referrers {
    BY_REGISTRY,
    BY_TAG
  }

  /** The index that a fallback tag names, if there is one. */
  public Optional<Bytes> findFallback(Digest subject, String accept) throws IOException {
    return client.findManifest("sha256-" + subject.hex(), accept);
  }

  private void requireDigest(HttpResponse<?> answer, Digest wanted) throws IOException {
    Optional<String> found = answer.headers().firstValue("Docker-Content-Digest");
    if (found.isPresent() && !found.get().equals(wanted.toString())) {
      throw new UnwantedAnswerException(
          client.host()
              + " has stored "
              + FormatException.quote(found.get())
              + ", sent was "
              + wanted);
    }
  }

  private HttpResponse<InputStream> send(
      URI uri, UnaryOperator<HttpRequest.Builder> request, OptionalLong bytes) throws IOException {
    HttpResponse<InputStream> answer = client.exchange(RegistryClient.PUSH, uri, request, bytes);
    answer.body().close();
    return answer;
  }
}
