package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;

/** Release statements that were signed elsewhere, and revocations. */
final class ReleaseRoutes {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);
  private static final int MAX_REASON = 500; // characters
  private static final int MAX_STATEMENTS = 100;

  private final Service service;
  private final Blocking blocking;

  ReleaseRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router, BodyHandler body) {
    router.post("/v1/releases").consumes("application/json").handler(body).handler(this::release);
    router
        .post("/v1/images/:digest/revocation")
        .consumes("application/json")
        .handler(body)
        .handler(this::revoke);
  }

  private void release(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    blocking.call(
        ctx,
        () -> {
          List<Envelope> statements = statements(body);
          List<JsonValue> items = new ArrayList<>();
          for (Envelope e : statements) {
            items.add(json(service.releases().accept(e)));
          }
          return JsonObject.builder().put("items", items).build();
        },
        answer -> Answers.json(ctx, 201, answer));
  }

  /** All are parsed before the first takes effect. */
  private static List<Envelope> statements(byte[] body) throws FormatException {
    JsonObject json = READER.parse("request body", body).asObject("request body");
    List<JsonValue> given = json.array("statements");
    if (given.isEmpty() || given.size() > MAX_STATEMENTS) {
      throw new FormatException(
          "statements has " + given.size() + " items, wanted 1 to " + MAX_STATEMENTS);
    }
    List<Envelope> envelopes = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String what = "statements[" + i + "]";
      envelopes.add(Envelope.parse(what, Bytes.parseBase64(given.get(i).asString(what))));
    }
    return envelopes;
  }

  private static JsonObject json(ImageReleased r) {
    return JsonObject.builder()
        .put("image", r.image().toString())
        .put("role", r.role())
        .put("minVersion", r.minVersion())
        .put("epoch", r.epoch())
        .build();
  }

  private void revoke(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    blocking.call(
        ctx,
        () -> {
          Digest digest = Answers.digest(ctx);
          String reason =
              READER.parse("request body", body).asObject("request body").string("reason");
          if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new FormatException(
                "reason has " + reason.length() + " characters, wanted 1 to " + MAX_REASON);
          }
          return service.releases().revoke(digest, reason);
        },
        epoch -> Answers.json(ctx, 200, JsonObject.builder().put("epoch", epoch).build()));
  }
}
