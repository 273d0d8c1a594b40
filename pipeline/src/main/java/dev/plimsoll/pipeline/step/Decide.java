package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.RunRejected;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunEvent.VerdictReached;
import dev.plimsoll.pipeline.RunState.Audited;
import dev.plimsoll.pipeline.RunState.Decided;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Turns the report that was stored, not one in memory, into the verdict of the run: a decision
 * record that names image, report and every policy by digest.
 */
public final class Decide {
  static final String NAME = "decide/1";
  public static final String RECORD_TYPE = "application/vnd.plimsoll.decision.v1+json";

  private final BlobStore blobs;

  public Decide(BlobStore blobs) {
    this.blobs = blobs;
  }

  public RunEvent run(Audited state, Instant now) throws IOException, FormatException {
    Digest image = state.image().image();
    Digest report = state.audit().report();
    Verdict verdict = verdict(image, report);
    PolicyId policy = policyId(verdict.policies());
    Bytes record = record(image, report, verdict, policy, state.since());
    Digest stored = blobs.putDocument(RECORD_TYPE, record).digest();
    Digest id =
        StepId.of(
            NAME,
            JsonObject.builder()
                .put("image", image.toString())
                .put("report", report.toString())
                .build());
    return new VerdictReached(new StepMark(id, now), image, verdict.decision(), policy, stored);
  }

  /** For a run that was decided against: names what failed. */
  public RunEvent reject(Decided state) throws IOException, FormatException {
    Digest image = state.image().image();
    List<RunRejected.Failing> failing = new ArrayList<>();
    for (Finding f : verdict(image, state.audit().report()).findings()) {
      if (f.result() == Result.FAIL || f.result() == Result.ERROR) {
        failing.add(new RunRejected.Failing(f.ruleId(), f.policy(), f.message()));
      }
    }
    if (failing.isEmpty()) {
      failing.add(new RunRejected.Failing("no-rule-evaluated", "", "no rule was evaluated"));
    }
    return new RunRejected(image, failing);
  }

  private Verdict verdict(Digest image, Digest report) throws IOException, FormatException {
    AuditReport parsed = AuditReport.parse("audit report " + report, blobs.readDocument(report));
    if (!parsed.subject().equals(image.toString())) {
      throw new FormatException(
          "audit report "
              + report
              + " is about "
              + FormatException.quote(parsed.subject())
              + ", wanted "
              + image);
    }
    return parsed.verdict();
  }

  /** Id {@code a@1+b@2}, digest over name, digest and mode of every policy in order. */
  static PolicyId policyId(List<PolicyRef> policies) {
    String id =
        policies.stream().map(p -> p.name() + "@" + p.version()).collect(Collectors.joining("+"));
    return new PolicyId(id, JsonWriter.compact(new JsonArray(refs(policies))).digest());
  }

  private static List<JsonValue> refs(List<PolicyRef> policies) {
    List<JsonValue> list = new ArrayList<>();
    for (PolicyRef p : policies) {
      list.add(
          JsonObject.builder()
              .put("name", p.name())
              .put("version", p.version())
              .put("digest", p.digest().toString())
              .put("mode", p.mode().wire())
              .build());
    }
    return list;
  }

  private static Bytes record(
      Digest image, Digest report, Verdict verdict, PolicyId policy, Instant decidedAt) {
    JsonObject.Builder counts = JsonObject.builder();
    verdict.counts().forEach((result, n) -> counts.put(result.wire(), n));
    return JsonWriter.compact(
        JsonObject.builder()
            .put("schemaVersion", 1)
            .put("image", image.toString())
            .put("verdict", verdict.decision().wire())
            .put("policy", policy.digest().toString())
            .put("policies", refs(verdict.policies()))
            .put("report", report.toString())
            .put("counts", counts.build())
            .put("decidedAt", decidedAt.toString())
            .build());
  }
}
