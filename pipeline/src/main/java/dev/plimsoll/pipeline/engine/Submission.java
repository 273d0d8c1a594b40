package dev.plimsoll.pipeline.engine;

import dev.plimsoll.pipeline.RunId;

/** What became of a request for a run. */
public sealed interface Submission {
  /** The run is in the log and will be worked. */
  record Accepted(RunId id) implements Submission {}

  /** The same request came before, under the same idempotency key. */
  record Repeated(RunId id) implements Submission {}

  /** Another request came before under the same idempotency key. */
  record KeyTaken(RunId id) implements Submission {}

  /** Too many runs are waiting; nothing was stored. */
  record Busy(int waiting, int limit) implements Submission {}
}
