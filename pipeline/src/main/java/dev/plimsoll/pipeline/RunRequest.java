package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All inputs of one run, by digest: what a restart needs to go on, and what the step ids are made
 * of. The texts lie in the blob store.
 *
 * @param name of the image; matches {@link #NAME}
 * @param specs YAML texts in merge order
 * @param baseDirectory absolute path where relative paths in the specs start
 * @param policies names or paths as {@link dev.plimsoll.policy.PolicyLibrary} takes them, in order
 * @param role host role that is baked into the image
 * @param architecture that the image is built for
 * @param idempotencyKey the caller's own name for this request
 */
public record RunRequest(
    String name,
    List<SpecRef> specs,
    String baseDirectory,
    LockInput lock,
    LockMode lockMode,
    List<String> policies,
    String role,
    Optional<AgentRef> agent,
    Optional<String> idempotencyKey,
    Architecture architecture) {
  /** Image names: they stand in TUF paths and file names. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._~-]{0,127}");

  public RunRequest {
    specs = List.copyOf(specs);
    policies = List.copyOf(policies);
  }

  /** A request for amd64. */
  public RunRequest(
      String name,
      List<SpecRef> specs,
      String baseDirectory,
      LockInput lock,
      LockMode lockMode,
      List<String> policies,
      String role,
      Optional<AgentRef> agent,
      Optional<String> idempotencyKey) {
    this(
        name,
        specs,
        baseDirectory,
        lock,
        lockMode,
        policies,
        role,
        agent,
        idempotencyKey,
        Architecture.AMD64);
  }

  /** One YAML text; {@code file} names it in messages. */
  public record SpecRef(String file, Digest text) {}

  /** The boot agent's program and init script and the PEM keys that it will trust. */
  public record AgentRef(
      Digest program, Digest initScript, Digest verdictKeys, Digest releaseKeys) {}

  /** Where the pinned versions come from. */
  public sealed interface LockInput {
    /** A file that is read and, if the mode allows, completed in place. */
    record AtPath(String path) implements LockInput {}

    /** A text that came with the request. */
    record Inline(Digest text) implements LockInput {}

    /** Nothing is pinned yet. */
    record Fresh() implements LockInput {}
  }
}
