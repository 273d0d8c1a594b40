package dev.plimsoll.server.http;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.Catalog.RunDetail;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.EventJson;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs and events as HTTP shows them. */
final class RunJson {
  private RunJson() {}

  static JsonObject row(RunRow row) {
    return members(row).build();
  }

  static JsonObject detail(RunDetail detail) {
    List<JsonValue> steps = new ArrayList<>();
    detail.steps().forEach(s -> steps.add(step(s)));
    JsonObject.Builder json =
        members(detail.row())
            .put("role", detail.state().request().role())
            .put("arch", detail.state().request().architecture().wire())
            .putStrings("policies", detail.state().request().policies())
            .put("steps", steps);
    if (detail.state() instanceof RunState.Rejected r) {
      json.put("findings", findings(r.rejected()));
    }
    if (detail.state() instanceof RunState.Failed f) {
      json.put(
          "failure",
          JsonObject.builder()
              .put("step", f.failed().step())
              .put("kind", f.failed().kind().name().toLowerCase(Locale.ROOT))
              .put("message", f.failed().message())
              .build());
    }
    return json.build();
  }

  /** CloudEvents 1.0, structured mode. */
  static JsonObject cloudEvent(StoredEvent stored) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("specversion", "1.0")
            .put("id", Long.toString(stored.number()))
            .put("source", "/v1/" + stored.stream())
            .put("type", "dev.plimsoll." + stored.event().type() + ".v1")
            .put("time", stored.time().toString())
            .put("datacontenttype", "application/json");
    subject(stored.event()).ifPresent(d -> json.put("subject", d.toString()));
    return json.put("data", EventJson.encode(stored.event())).build();
  }

  private static Optional<Digest> subject(RunEvent event) {
    return switch (event) {
      case RunEvent.ImageBuilt e -> Optional.of(e.image());
      case RunEvent.KernelAudited e -> Optional.of(e.image());
      case RunEvent.VerdictReached e -> Optional.of(e.image());
      case RunEvent.LayersSigned e -> Optional.of(e.image());
      case RunEvent.ImagePublished e -> Optional.of(e.image());
      case RunEvent.RunRejected e -> Optional.of(e.image());
      case RunEvent.ImageReleased e -> Optional.of(e.image());
      case RunEvent.ImageRevoked e -> Optional.of(e.image());
      case RunEvent.RunRequested e -> Optional.empty();
      case RunEvent.RunFailed e -> Optional.empty();
      case RunEvent.RunCancelled e -> Optional.empty();
      case RunEvent.BootVerdictsRecorded e -> Optional.empty();
    };
  }

  private static JsonObject.Builder members(RunRow row) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("id", row.id().toString())
            .put("name", row.name())
            .put("state", row.status().wire())
            .putIfPresent("image", row.image().map(Digest::toString))
            .putIfPresent("verdict", row.verdict());
    if (!row.reason().isEmpty()) {
      json.put("reason", row.reason());
    }
    return json.put("requestedAt", row.requestedAt().toString())
        .put("changedAt", row.changedAt().toString());
  }

  private static JsonObject step(StepView s) {
    return JsonObject.builder()
        .put("name", s.name())
        .put("state", s.state().name().toLowerCase(Locale.ROOT))
        .putIfPresent("startedAt", s.startedAt().map(Instant::toString))
        .putIfPresent("finishedAt", s.finishedAt().map(Instant::toString))
        .putIfPresent("output", s.output().map(Digest::toString))
        .build();
  }

  private static List<JsonValue> findings(RunEvent.RunRejected rejected) {
    List<JsonValue> list = new ArrayList<>();
    for (RunEvent.RunRejected.Failing f : rejected.findings()) {
      list.add(
          JsonObject.builder()
              .put("ruleId", f.ruleId())
              .put("policy", f.policy())
              .put("message", f.message())
              .build());
    }
    return list;
  }
}
