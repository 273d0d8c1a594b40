package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.policy.Verdict.Decision;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** All steps of a run and which of them comes next. */
public record Steps(
    BuildImage build, AuditKernel audit, Decide decide, SignLayers sign, PublishImage publish) {

  /** What comes next in {@code state}: {@code build}, …, {@code publish}; empty when it is over. */
  public static Optional<String> next(RunState state) {
    return switch (state) {
      case RunState.Queued q -> Optional.of("build");
      case RunState.Built b -> Optional.of("audit");
      case RunState.Audited a -> Optional.of("decide");
      case RunState.Decided d ->
          Optional.of(d.verdict().decision() == Decision.ALLOW ? "sign" : "decide");
      case RunState.Signed s -> Optional.of("publish");
      case RunState.Published p -> Optional.empty();
      case RunState.Rejected r -> Optional.empty();
      case RunState.Failed f -> Optional.empty();
      case RunState.Cancelled c -> Optional.empty();
    };
  }

  /**
   * Does the next step; blocking.
   *
   * @return what happened; not yet stored
   * @throws FormatException when an input is wrong: trying again cannot help
   * @throws IOException when something could not be read, fetched or stored: it may
   */
  public RunEvent perform(RunId run, RunState state, Instant now)
      throws IOException, FormatException {
    return switch (state) {
      case RunState.Queued q -> build.run(run, q, now);
      case RunState.Built b -> audit.run(b, now);
      case RunState.Audited a -> decide.run(a, now);
      case RunState.Decided d ->
          d.verdict().decision() == Decision.ALLOW ? sign.run(run, d, now) : decide.reject(d);
      case RunState.Signed s -> publish.run(s, now);
      case RunState.Published p -> throw over(run);
      case RunState.Rejected r -> throw over(run);
      case RunState.Failed f -> throw over(run);
      case RunState.Cancelled c -> throw over(run);
    };
  }

  private static IllegalStateException over(RunId run) {
    return new IllegalStateException("run " + run + " is over");
  }
}
