package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Publishes TUF targets: {@code TufRepository::publish}, or a fake. Blocking; idempotent; durable
 * on return; called by one thread at a time.
 */
@FunctionalInterface
public interface TargetPublisher {
  void publish(List<NewTarget> targets, Instant now) throws IOException, FormatException;
}
