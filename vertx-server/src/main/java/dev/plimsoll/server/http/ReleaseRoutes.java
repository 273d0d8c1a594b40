package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.release.Promotions.Move;
import dev.plimsoll.pipeline.release.Promotions.Outcome;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
    router.get("/v1/releases/:role").handler(this::role);
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
          JsonObject json = READER.parse("request body", body).asObject("request body");
          List<Envelope> statements = statements(json);
          List<Optional<Move>> moves = moves(json, statements.size());
          List<JsonValue> items = new ArrayList<>();
          boolean all = true;
          for (int i = 0; i < statements.size(); i++) {
            Outcome outcome = service.promotions().release(statements.get(i), moves.get(i));
            all &= outcome instanceof Outcome.Released;
            items.add(json(outcome));
          }
          return new Accepted(all ? 201 : 202, JsonObject.builder().put("items", items).build());
        },
        answer -> Answers.json(ctx, answer.status(), answer.body()));
  }

  private record Accepted(int status, JsonObject body) {}

  /**
   * What a manager needs to make the next file of a host role: {@code
   * {"role","targets":base64,"published":base64,"pending":base64}}.
   */
  private void role(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          String role = String.valueOf(ctx.pathParam("role"));
          if (!ReleaseStatement.ROLE.matcher(role).matches()) {
            throw new ProblemException(
                404, "host-role-unknown", "no host role " + FormatException.quote(role));
          }
          service.promotions().requireDelegated(role);
          String tufRole = ReleasePointer.tufRole(role);
          return JsonObject.builder()
              .put("role", role)
              .put("targets", service.promotions().targets().file().base64())
              .putIfPresent(
                  "published", service.promotions().findPublished(tufRole).map(Bytes::base64))
              .putIfPresent("pending", service.promotions().findPending(tufRole).map(Bytes::base64))
              .build();
        },
        answer -> Answers.json(ctx, 200, answer));
  }

  /** All are parsed before the first takes effect. */
  private static List<Envelope> statements(JsonObject json) throws FormatException {
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

  /** {@code pointers}, where given, one for each statement: null, or the file and its target. */
  private static List<Optional<Move>> moves(JsonObject json, int statements)
      throws FormatException {
    List<JsonValue> given = json.arrayOrEmpty("pointers");
    if (given.isEmpty()) {
      return Collections.nCopies(statements, Optional.empty());
    }
    if (given.size() != statements) {
      throw new FormatException(
          "pointers has " + given.size() + " items, wanted one for each statement");
    }
    List<Optional<Move>> moves = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) instanceof JsonValue.JsonNull) {
        moves.add(Optional.empty());
        continue;
      }
      JsonObject move = given.get(i).asObject("pointers[" + i + "]");
      moves.add(
          Optional.of(
              new Move(
                  Bytes.parseBase64(move.string("file")),
                  Bytes.parseBase64(move.string("target")))));
    }
    return moves;
  }

  private JsonObject json(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Released r -> {
        boolean pointed = service.promotions().inForce(r.event().role(), r.event().image());
        yield json(r.event()).put("state", pointed ? "released" : "no-pointer").build();
      }
      case Outcome.Pending p ->
          JsonObject.builder()
              .put("image", p.statement().image().toString())
              .put("role", p.statement().role())
              .put("minVersion", p.statement().minVersion())
              .put("epoch", p.statement().epoch())
              .put("state", "pending")
              .put("signed", signed(p.event()))
              .put("threshold", threshold(p.event()))
              .build();
    };
  }

  private static long signed(SigningEvent event) {
    return event.demands().stream().mapToLong(d -> d.signers(event.file()).size()).min().orElse(0);
  }

  private static long threshold(SigningEvent event) {
    return event.demands().stream().mapToLong(d -> d.role().threshold()).max().orElse(1);
  }

  private static JsonObject.Builder json(ImageReleased r) {
    return JsonObject.builder()
        .put("image", r.image().toString())
        .put("role", r.role())
        .put("minVersion", r.minVersion())
        .put("epoch", r.epoch());
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
