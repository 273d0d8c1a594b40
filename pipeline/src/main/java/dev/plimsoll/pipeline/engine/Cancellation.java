package dev.plimsoll.pipeline.engine;

import dev.plimsoll.pipeline.RunStatus;

/** What became of a wish to stop a run. */
public sealed interface Cancellation {
  record Done() implements Cancellation {}

  /** The run is over, or its image is being published. */
  record TooLate(RunStatus status) implements Cancellation {}

  record Unknown() implements Cancellation {}
}
