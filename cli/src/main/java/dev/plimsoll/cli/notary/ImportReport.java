package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.signer.migrate.Loss;
import dev.plimsoll.signer.migrate.Migration;
import dev.plimsoll.signer.migrate.MovedCollection;
import dev.plimsoll.signer.migrate.SigningRound.Outcome;
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.verifier.notary.NotaryRole;
import dev.plimsoll.verifier.notary.NotaryTrust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was moved where: {@code {"state":"complete|waiting","collections":[{"gun","trust","roles",
 * "targets":[{"path","from","name"}],"notKept":[…]}],"waiting":[{"role","by","keys":
 * [keyid],"threshold"}]}}.
 */
public final class ImportReport {
  private ImportReport() {}

  public static JsonObject json(List<NotaryTrust> trusts, Migration migration, Outcome outcome) {
    List<JsonValue> collections = new ArrayList<>();
    for (int i = 0; i < trusts.size(); i++) {
      collections.add(collection(trusts.get(i), migration.collections().get(i)));
    }
    return JsonObject.builder()
        .put("state", outcome instanceof Outcome.Complete ? "complete" : "waiting")
        .put("collections", collections)
        .put("waiting", waiting(outcome))
        .build();
  }

  public static Bytes file(JsonObject json) {
    return JsonWriter.pretty(json);
  }

  private static JsonObject collection(NotaryTrust trust, MovedCollection moved) {
    List<JsonValue> roles = new ArrayList<>();
    moved
        .roles()
        .forEach(
            r ->
                roles.add(
                    JsonObject.builder()
                        .put("name", r.name())
                        .put("from", r.from())
                        .put("version", r.targets().version())
                        .build()));
    List<JsonValue> targets = new ArrayList<>();
    for (NotaryRole role : trust.roles()) {
      for (String name : role.targets().keySet()) {
        targets.add(
            JsonObject.builder()
                .put("path", MovedCollection.targetPath(trust.gun(), name))
                .put("from", role.name())
                .put("name", name)
                .build());
      }
    }
    return JsonObject.builder()
        .put("gun", trust.gun())
        .put("trust", TrustView.anchor(trust))
        .put("roles", roles)
        .put("targets", targets)
        .putStrings("notKept", moved.losses().stream().map(Loss::what).toList())
        .build();
  }

  private static List<JsonValue> waiting(Outcome outcome) {
    List<JsonValue> waiting = new ArrayList<>();
    if (outcome instanceof Outcome.Waiting w) {
      for (Map.Entry<String, List<Demand>> open : w.missing().entrySet()) {
        for (Demand demand : open.getValue()) {
          waiting.add(
              JsonObject.builder()
                  .put("role", open.getKey())
                  .put("by", demand.by())
                  .putStrings("keys", demand.role().keyIds())
                  .put("threshold", demand.role().threshold())
                  .build());
        }
      }
    }
    return waiting;
  }
}
