package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.server.problem.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One file ready to go out: buffers in every coding and their headers, made once, shared by all
 * event loops. Sending copies and hashes nothing.
 */
public final class ServedFile {
  /** For what has its version or hash in its name. */
  public static final String IMMUTABLE = "public, max-age=31536000, immutable";

  /** For what is replaced under its name: kept, but asked for anew each time. */
  public static final String REVALIDATE = "no-cache";

  private static final CharSequence VARY_VALUE = HttpHeaders.createOptimized("Accept-Encoding");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");

  private final Map<Coding, Form> forms = new EnumMap<>(Coding.class);
  private final Set<Coding> worth = EnumSet.noneOf(Coding.class);
  private final Form plain;
  private final CharSequence mediaType;
  private final CharSequence cacheControl;
  private final int size;

  /**
   * One representation.
   *
   * @param tag strong entity tag, in quotes
   */
  private record Form(
      Buffer body, String tag, CharSequence tagHeader, CharSequence length, CharSequence coding) {
    static Form of(Coding coding, byte[] body, Digest digest) {
      String tag = "\"" + digest + coding.tagSuffix() + "\"";
      return new Form(
          Buffer.buffer(body),
          tag,
          HttpHeaders.createOptimized(tag),
          HttpHeaders.createOptimized(Integer.toString(body.length)),
          HttpHeaders.createOptimized(coding.wire()));
    }
  }

  private ServedFile(Bytes content, String mediaType, String cacheControl) {
    Digest digest = content.digest();
    this.plain = Form.of(Coding.IDENTITY, content.toArray(), digest);
    this.size = content.size();
    this.mediaType = HttpHeaders.createOptimized(mediaType);
    this.cacheControl = HttpHeaders.createOptimized(cacheControl);
    forms.put(Coding.IDENTITY, plain);
    for (Coding coding : EnumSet.of(Coding.ZSTD, Coding.GZIP)) {
      byte[] body = coding.encode(content);
      forms.put(coding, Form.of(coding, body, digest));
      if (body.length < content.size()) {
        worth.add(coding);
      }
    }
  }

  /** Hashes and compresses {@code content}: some 100 µs for 2 kB, not for an event loop beyond. */
  public static ServedFile of(Bytes content, String mediaType, String cacheControl) {
    return new ServedFile(content, mediaType, cacheControl);
  }

  /** Bytes as they are. */
  public int size() {
    return size;
  }

  /** Answers GET and HEAD: 200, 304, or 406 where no form is acceptable. */
  public void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    headers.add(HttpHeaders.VARY, VARY_VALUE);
    headers.add(OPTIONS, NOSNIFF);
    Optional<Coding> coding =
        AcceptEncoding.choose(request.getHeader(HttpHeaders.ACCEPT_ENCODING), worth);
    if (coding.isEmpty()) {
      Problem.of(406, "not-acceptable", "there is zstd, gzip, and identity").send(response);
      return;
    }
    Form form = forms.getOrDefault(coding.get(), plain);
    headers.add(HttpHeaders.ETAG, form.tagHeader());
    headers.add(HttpHeaders.CACHE_CONTROL, cacheControl);
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    if (known != null && matches(known, form.tag())) {
      response.setStatusCode(304).end(); // RFC 9110 §13.1.2
      return;
    }
    headers.add(HttpHeaders.CONTENT_TYPE, mediaType);
    headers.add(HttpHeaders.CONTENT_LENGTH, form.length());
    if (coding.get() != Coding.IDENTITY) {
      headers.add(HttpHeaders.CONTENT_ENCODING, form.coding());
    }
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(form.body());
    }
  }

  private static boolean matches(String given, String tag) {
    for (String one : given.split(",", -1)) {
      String bare = one.strip();
      if (bare.equals(tag) || bare.equals("*") || bare.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
