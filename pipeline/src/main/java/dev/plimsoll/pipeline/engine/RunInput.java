package dev.plimsoll.pipeline.engine;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.BuildRequest.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A run as somebody asks for it, with texts; {@link RunIntake#submit} stores them.
 *
 * @param specs YAML texts in merge order
 * @param baseDirectory where relative paths in the specs start
 * @param policies empty: the intake's own
 * @param architecture that the image is built for
 */
public record RunInput(
    String name,
    List<Spec> specs,
    Path baseDirectory,
    Lock lock,
    LockMode lockMode,
    List<String> policies,
    String role,
    Optional<String> idempotencyKey,
    Architecture architecture) {
  public static final String DEFAULT_ROLE = "default";

  public RunInput {
    specs = List.copyOf(specs);
    policies = List.copyOf(policies);
  }

  /** A run for amd64. */
  public RunInput(
      String name,
      List<Spec> specs,
      Path baseDirectory,
      Lock lock,
      LockMode lockMode,
      List<String> policies,
      String role,
      Optional<String> idempotencyKey) {
    this(
        name,
        specs,
        baseDirectory,
        lock,
        lockMode,
        policies,
        role,
        idempotencyKey,
        Architecture.AMD64);
  }

  /** Where the pinned versions are. */
  public sealed interface Lock {
    /** A file beside the first YAML; completed in place. */
    record File(Path path) implements Lock {}

    /** A text; what the build adds is kept as evidence. */
    record Text(Bytes content) implements Lock {}

    /** Nothing is pinned yet. */
    record None() implements Lock {}
  }
}
