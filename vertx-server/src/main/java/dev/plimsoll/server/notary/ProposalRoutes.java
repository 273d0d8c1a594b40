package dev.plimsoll.server.notary;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.signer.notary.NotaryProposals;
import dev.plimsoll.signer.notary.NotaryProposals.Proposal;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;

/** {@code /v1/notary/proposals}: ours, not Notary's, so with the admin token and problems. */
public final class ProposalRoutes {
  private static final String PATH = "/v1/notary/proposals";

  private final NotaryService service;
  private final Blocking blocking;

  @FunctionalInterface
  private interface Decision {
    Proposal make(NotaryProposals proposals, String id) throws NotaryRefusal, IOException;
  }

  /** An answer that is ready: JSON, or why not. */
  private sealed interface Answer {
    record Done(JsonValue json) implements Answer {}

    record Refused(Problem problem) implements Answer {}
  }

  public ProposalRoutes(NotaryService service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  public void mount(Router router) {
    router.get(PATH).handler(this::list);
    router.post(PATH + "/:id/accept").handler(ctx -> decide(ctx, NotaryProposals::accept));
    router.post(PATH + "/:id/reject").handler(ctx -> decide(ctx, NotaryProposals::reject));
  }

  private void list(RoutingContext ctx) {
    NotaryAnswers.whereOn(
        service,
        ctx,
        parts ->
            blocking.call(
                ctx,
                () -> parts.proposals().list(),
                all ->
                    NotaryAnswers.json(
                        ctx,
                        200,
                        JsonObject.builder()
                            .put("items", all.stream().map(ProposalRoutes::json).toList())
                            .build())));
  }

  private void decide(RoutingContext ctx, Decision decision) {
    String id = String.valueOf(ctx.pathParam("id"));
    NotaryAnswers.whereOn(
        service,
        ctx,
        parts ->
            blocking.call(
                ctx,
                () -> answer(parts.proposals(), decision, id),
                answer -> {
                  switch (answer) {
                    case Answer.Done done -> NotaryAnswers.json(ctx, 200, done.json());
                    case Answer.Refused refused -> refused.problem().send(ctx.response());
                  }
                }));
  }

  private static Answer answer(NotaryProposals proposals, Decision decision, String id)
      throws IOException {
    try {
      return new Answer.Done(json(decision.make(proposals, id)));
    } catch (NotaryRefusal e) {
      return new Answer.Refused(
          e.code() == Code.GENERIC_NOT_FOUND
              ? Problem.of(404, "proposal-unknown", e.getMessage())
              : Problem.of(409, "proposal-refused", e.getMessage()));
    }
  }

  private static JsonValue json(Proposal proposal) {
    return JsonObject.builder()
        .put("id", proposal.id())
        .put("at", proposal.at().toString())
        .put("gun", proposal.gun().name())
        .putStrings("roles", List.copyOf(proposal.files().keySet()))
        .build();
  }
}
