package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed.Signature;
import dev.plimsoll.server.OnlineTufKeys;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.Ceremony;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.EventJson;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.tuf.TufKeys;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of the offline TUF roles that wait for signatures: {@code /v1/tuf/events}. Who may call
 * them can propose; only signatures of the keys that are asked for publish anything.
 */
final class SigningEventRoutes {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_SIGNATURES = 100;

  private final TufRepository repository;
  private final Ceremony ceremony;
  private final OnlineTufKeys keys;
  private final InstantSource clock;
  private final Blocking blocking;

  SigningEventRoutes(Service service, Blocking blocking) {
    this.repository = service.tuf();
    this.ceremony = service.ceremony();
    this.keys = service.onlineTufKeys();
    this.clock = service.clock();
    this.blocking = blocking;
  }

  void mount(Router router, BodyHandler body) {
    router.get("/v1/tuf/events").handler(this::list);
    router
        .post("/v1/tuf/events")
        .consumes("application/json")
        .handler(body)
        .handler(this::contribute);
    router.post("/v1/tuf/keys").consumes("application/json").handler(body).handler(this::key);
    router.get("/v1/tuf/events/:role").handler(this::one);
    router.get("/v1/tuf/roles").handler(this::roles);
    router.get("/v1/tuf/roles/:role").handler(this::published);
    router.delete("/v1/tuf/events/:role").handler(this::withdraw);
    router
        .post("/v1/tuf/events/:role/signatures")
        .consumes("application/json")
        .handler(body)
        .handler(this::sign);
  }

  private void list(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          List<JsonValue> items = new ArrayList<>();
          for (SigningEvent event : ceremony.events()) {
            items.add(EventJson.write(event));
          }
          return JsonObject.builder().put("items", items).build();
        },
        answer -> Answers.json(ctx, 200, answer));
  }

  private void one(RoutingContext ctx) {
    blocking.call(
        ctx, () -> EventJson.write(require(role(ctx))), answer -> Answers.json(ctx, 200, answer));
  }

  private void roles(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          List<JsonValue> items = new ArrayList<>();
          for (RoleStatus role : TufRoleList.of(repository)) {
            items.add(role.toJson());
          }
          return JsonObject.builder().put("items", items).build();
        },
        answer -> Answers.json(ctx, 200, answer));
  }

  /** The newest signed file of a role, as it was signed. */
  private void published(RoutingContext ctx) {
    blocking.call(
        ctx,
        () ->
            ceremony
                .findPublished(role(ctx))
                .orElseThrow(
                    () ->
                        new ProblemException(
                            404,
                            "role-unknown",
                            "role " + FormatException.quote(role(ctx)) + " has no file")),
        file -> {
          ctx.response()
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
          Answers.end(ctx, file);
        });
  }

  /** {@code {"role","file":base64}}: a TUF file with the signatures that there are so far. */
  private void contribute(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    blocking.call(
        ctx,
        () -> {
          JsonObject json = READER.parse("request body", body).asObject("request body");
          Bytes file = Bytes.parseBase64(json.string("file"));
          return outcome(ceremony.contribute(json.string("role"), file, clock.instant()));
        },
        answer -> Answers.json(ctx, 201, answer));
  }

  private void sign(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    blocking.call(
        ctx,
        () -> {
          SigningEvent event = require(role(ctx));
          return outcome(ceremony.sign(event.role(), signatures(body), clock.instant()));
        },
        answer -> Answers.json(ctx, 200, answer));
  }

  /** {@code {"role"}}: an online key that nothing names yet. */
  private void key(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    blocking.call(
        ctx,
        () -> {
          JsonObject json = READER.parse("request body", body).asObject("request body");
          VerifyingKey key = keys.create(json.string("role"));
          return JsonObject.builder()
              .put("keyid", TufKeys.of(key).id())
              .put("pem", key.toPem().utf8())
              .build();
        },
        answer -> Answers.json(ctx, 201, answer));
  }

  private void withdraw(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          ceremony.withdraw(require(role(ctx)).role());
          return JsonObject.builder().build();
        },
        answer -> ctx.response().setStatusCode(204).end());
  }

  private SigningEvent require(String role) throws ProblemException, IOException, FormatException {
    return ceremony
        .find(role)
        .orElseThrow(
            () ->
                new ProblemException(
                    404,
                    "event-unknown",
                    "nothing waits for signatures of role " + FormatException.quote(role)));
  }

  private static List<Signature> signatures(byte[] body) throws FormatException {
    JsonObject json = READER.parse("request body", body).asObject("request body");
    List<JsonValue> items = json.array("signatures");
    if (items.isEmpty() || items.size() > MAX_SIGNATURES) {
      throw new FormatException(
          "signatures has " + items.size() + " items, wanted 1 to " + MAX_SIGNATURES);
    }
    List<Signature> signatures = new ArrayList<>();
    for (JsonValue item : items) {
      JsonObject each = item.asObject("signature");
      signatures.add(new Signature(each.string("keyid"), each.string("sig")));
    }
    return signatures;
  }

  private static JsonObject outcome(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Waiting w ->
          JsonObject.builder()
              .put("outcome", "waiting")
              .put("event", EventJson.write(w.event()))
              .build();
      case Outcome.Published p ->
          JsonObject.builder()
              .put("outcome", "published")
              .put("role", p.role())
              .put("version", p.version())
              .build();
    };
  }

  private static String role(RoutingContext ctx) {
    return String.valueOf(ctx.pathParam("role"));
  }
}
