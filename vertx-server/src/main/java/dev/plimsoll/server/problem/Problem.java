package dev.plimsoll.server.problem;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * One error: {@code {"type","title","status","detail","code"}} (RFC 9457).
 *
 * @param code stable, for programs; {@code type} is {@code urn:plimsoll:problem:<code>}
 * @param detail one line for people
 */
public record Problem(int status, String code, String detail) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail);
  }

  public Bytes encode() {
    return JsonWriter.compact(
        JsonObject.builder()
            .put("type", "urn:plimsoll:problem:" + code)
            .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
            .put("status", status)
            .put("detail", detail)
            .put("code", code)
            .build());
  }

  /** Ends the response; does nothing when it has ended or its head is out. */
  public Future<Void> send(HttpServerResponse response) {
    if (response.ended() || response.headWritten()) {
      return Future.succeededFuture();
    }
    return response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(encode().toArray()));
  }
}
