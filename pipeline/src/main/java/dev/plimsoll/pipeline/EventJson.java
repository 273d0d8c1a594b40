package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.RunEvent.BootVerdictsRecorded;
import dev.plimsoll.pipeline.RunEvent.FailureKind;
import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.RunEvent.ImageRevoked;
import dev.plimsoll.pipeline.RunEvent.KernelAudited;
import dev.plimsoll.pipeline.RunEvent.LayersSigned;
import dev.plimsoll.pipeline.RunEvent.RunCancelled;
import dev.plimsoll.pipeline.RunEvent.RunFailed;
import dev.plimsoll.pipeline.RunEvent.RunRejected;
import dev.plimsoll.pipeline.RunEvent.RunRequested;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunEvent.VerdictReached;
import dev.plimsoll.policy.Verdict.Decision;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The stored form of events: one JSON object each, members in a fixed order, because the chain's
 * digests are over this text. Old events must stay readable: members are added, never renamed.
 */
public final class EventJson {
  private EventJson() {}

  public static JsonObject encode(RunEvent event) {
    JsonObject.Builder json = JsonObject.builder();
    switch (event) {
      case RunRequested e -> json.put("request", RunRequestJson.encode(e.request()));
      case ImageBuilt e -> {
        step(json, e.step(), e.image())
            .put("rootHash", e.rootHash())
            .put("hashOffset", e.hashOffset())
            .put("commandLine", e.commandLine())
            .put("commandLineAt", position(e.commandLineAt()))
            .put("kernelConfigWhere", e.kernelConfigWhere())
            .put("kernelRelease", e.kernelRelease())
            .putIfPresent("lock", e.lock().map(Digest::toString))
            .putIfPresent("facts", e.facts().map(Digest::toString));
      }
      case KernelAudited e -> step(json, e.step(), e.image()).put("report", e.report().toString());
      case VerdictReached e ->
          step(json, e.step(), e.image())
              .put("decision", e.decision().wire())
              .put("policy", policy(e.policy()))
              .put("record", e.record().toString());
      case LayersSigned e ->
          step(json, e.step(), e.image())
              .put("signatures", e.signatures().toString())
              .put("commandLine", e.commandLine().toString())
              .put("referrer", e.referrer().toString())
              .put("bootReferrer", e.bootReferrer().toString());
      case ImagePublished e -> step(json, e.step(), e.image()).put("targets", targets(e));
      case RunRejected e ->
          json.put("image", e.image().toString()).put("findings", failing(e.findings()));
      case RunFailed e ->
          json.put("step", e.step())
              .put("kind", e.kind().name().toLowerCase(Locale.ROOT))
              .put("message", e.message());
      case RunCancelled e -> json.put("reason", e.reason());
      case ImageReleased e ->
          json.put("image", e.image().toString())
              .put("role", e.role())
              .put("minVersion", e.minVersion())
              .put("epoch", e.epoch())
              .put("statement", e.statement());
      case ImageRevoked e ->
          json.put("image", e.image().toString()).put("reason", e.reason()).put("epoch", e.epoch());
      case BootVerdictsRecorded e ->
          json.put("count", e.count()).put("batch", e.batch().toString());
    }
    return json.build();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws FormatException for an unknown type or a missing member: the log is from a newer
   *     Plimsoll, or was changed
   */
  public static RunEvent parse(String type, JsonObject json) throws FormatException {
    return switch (type) {
      case "RunRequested" -> new RunRequested(RunRequestJson.parse(json.object("request")));
      case "ImageBuilt" ->
          new ImageBuilt(
              step(json),
              digest(json, "image"),
              json.string("rootHash"),
              json.integer("hashOffset"),
              json.string("commandLine"),
              position(json.object("commandLineAt")),
              json.string("kernelConfigWhere"),
              json.string("kernelRelease"),
              RunRequestJson.findDigest(json, "lock"),
              RunRequestJson.findDigest(json, "facts"));
      case "KernelAudited" ->
          new KernelAudited(step(json), digest(json, "image"), digest(json, "report"));
      case "VerdictReached" ->
          new VerdictReached(
              step(json),
              digest(json, "image"),
              decision(json.string("decision")),
              policy(json.object("policy")),
              digest(json, "record"));
      case "LayersSigned" ->
          new LayersSigned(
              step(json),
              digest(json, "image"),
              digest(json, "signatures"),
              digest(json, "commandLine"),
              digest(json, "referrer"),
              digest(json, "bootReferrer"));
      case "ImagePublished" -> new ImagePublished(step(json), digest(json, "image"), targets(json));
      case "RunRejected" -> new RunRejected(digest(json, "image"), failing(json));
      case "RunFailed" ->
          new RunFailed(json.string("step"), kind(json.string("kind")), json.string("message"));
      case "RunCancelled" -> new RunCancelled(json.string("reason"));
      case "ImageReleased" ->
          new ImageReleased(
              digest(json, "image"),
              json.string("role"),
              json.integer("minVersion"),
              json.integer("epoch"),
              json.string("statement"));
      case "ImageRevoked" ->
          new ImageRevoked(digest(json, "image"), json.string("reason"), json.integer("epoch"));
      case "BootVerdictsRecorded" ->
          new BootVerdictsRecorded(json.integer("count"), digest(json, "batch"));
      default -> throw new FormatException("event type " + FormatException.quote(type));
    };
  }

  private static JsonObject.Builder step(JsonObject.Builder json, StepMark step, Digest image) {
    return json.put(
            "step",
            JsonObject.builder()
                .put("id", step.id().toString())
                .put("startedAt", step.startedAt().toString())
                .build())
        .put("image", image.toString());
  }

  private static StepMark step(JsonObject json) throws FormatException {
    JsonObject step = json.object("step");
    return new StepMark(digest(step, "id"), instant(step.string("startedAt")));
  }

  private static JsonObject position(SourcePosition at) {
    return JsonObject.builder()
        .put("file", at.file())
        .put("line", at.line())
        .put("column", at.column())
        .build();
  }

  private static SourcePosition position(JsonObject json) throws FormatException {
    return new SourcePosition(
        json.string("file"), (int) json.integer("line"), (int) json.integer("column"));
  }

  private static JsonObject policy(PolicyId policy) {
    return JsonObject.builder()
        .put("id", policy.id())
        .put("digest", policy.digest().toString())
        .build();
  }

  private static PolicyId policy(JsonObject json) throws FormatException {
    return new PolicyId(json.string("id"), digest(json, "digest"));
  }

  private static List<JsonValue> targets(ImagePublished e) {
    List<JsonValue> list = new ArrayList<>();
    e.targets()
        .forEach(
            t ->
                list.add(
                    JsonObject.builder()
                        .put("path", t.path())
                        .put("digest", t.digest().toString())
                        .build()));
    return list;
  }

  private static List<ImagePublished.Target> targets(JsonObject json) throws FormatException {
    List<ImagePublished.Target> list = new ArrayList<>();
    for (JsonValue item : json.array("targets")) {
      JsonObject o = item.asObject("target");
      list.add(new ImagePublished.Target(o.string("path"), digest(o, "digest")));
    }
    return list;
  }

  private static List<JsonValue> failing(List<RunRejected.Failing> findings) {
    List<JsonValue> list = new ArrayList<>();
    findings.forEach(
        f ->
            list.add(
                JsonObject.builder()
                    .put("ruleId", f.ruleId())
                    .put("policy", f.policy())
                    .put("message", f.message())
                    .build()));
    return list;
  }

  private static List<RunRejected.Failing> failing(JsonObject json) throws FormatException {
    List<RunRejected.Failing> list = new ArrayList<>();
    for (JsonValue item : json.array("findings")) {
      JsonObject o = item.asObject("finding");
      list.add(
          new RunRejected.Failing(o.string("ruleId"), o.string("policy"), o.string("message")));
    }
    return list;
  }

  private static Decision decision(String wire) throws FormatException {
    return switch (wire) {
      case "allow" -> Decision.ALLOW;
      case "deny" -> Decision.DENY;
      default -> throw new FormatException("decision " + FormatException.quote(wire));
    };
  }

  private static FailureKind kind(String wire) throws FormatException {
    return switch (wire) {
      case "input" -> FailureKind.INPUT;
      case "evidence" -> FailureKind.EVIDENCE;
      case "internal" -> FailureKind.INTERNAL;
      default -> throw new FormatException("failure kind " + FormatException.quote(wire));
    };
  }

  private static Digest digest(JsonObject json, String name) throws FormatException {
    return Digest.parse(json.string(name));
  }

  private static Instant instant(String text) throws FormatException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new FormatException("time " + FormatException.quote(text) + " is not RFC 3339", e);
    }
  }
}
