package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import dev.plimsoll.policy.Verdict.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened, in the past tense. Events hold digests; what they name lies in the blob
 * store as evidence. {@link EventJson} is the stored form; {@link #type()} is its name there, in
 * CloudEvents ({@code dev.plimsoll.<type>.v1}) and on the event bus.
 */
public sealed interface RunEvent {
  /** The event's name, e.g. {@code ImageBuilt}. */
  default String type() {
    return getClass().getSimpleName();
  }

  /**
   * The step that led to an event.
   *
   * @param id SHA-256 of the step's name and all its inputs
   */
  record StepMark(Digest id, Instant startedAt) {}

  /** A run was asked for and accepted. */
  record RunRequested(RunRequest request) implements RunEvent {}

  /**
   * The image and all its layers are in the blob store.
   *
   * @param image digest of the manifest
   * @param rootHash dm-verity root hash, 64 lower hex
   * @param hashOffset byte offset of the verity superblock in the root blob
   * @param commandLine the specification's own
   * @param commandLineAt where it stands, for findings
   * @param kernelConfigWhere how findings name the kernel configuration
   * @param lock the lock file as the build left it
   * @param facts what the lint saw in the root, JSON; empty in runs of versions without it
   */
  record ImageBuilt(
      StepMark step,
      Digest image,
      String rootHash,
      long hashOffset,
      String commandLine,
      SourcePosition commandLineAt,
      String kernelConfigWhere,
      String kernelRelease,
      Optional<Digest> lock,
      Optional<Digest> facts)
      implements RunEvent {}

  /**
   * The kernel of the image was judged.
   *
   * @param report audit report, JSON
   */
  record KernelAudited(StepMark step, Digest image, Digest report) implements RunEvent {}

  /**
   * The policies decided.
   *
   * @param policy names and digest of the policy set
   * @param record decision record, JSON
   */
  record VerdictReached(
      StepMark step, Digest image, Decision decision, PolicyId policy, Digest record)
      implements RunEvent {}

  /**
   * The image, every layer, the provenance and the verdict are signed.
   *
   * @param signatures list of bundles, JSON: {@link SignatureList}
   * @param commandLine text that names the image to its kernel
   * @param referrer OCI manifest whose subject is the image: the bundles
   * @param bootReferrer OCI manifest whose subject is the image: the command line
   */
  record LayersSigned(
      StepMark step,
      Digest image,
      Digest signatures,
      Digest commandLine,
      Digest referrer,
      Digest bootReferrer)
      implements RunEvent {}

  /** Any TUF client and any host may now see the image. */
  record ImagePublished(StepMark step, Digest image, List<Target> targets) implements RunEvent {
    public ImagePublished {
      targets = List.copyOf(targets);
    }

    /** One TUF target path and the digest of its bytes. */
    public record Target(String path, Digest digest) {}
  }

  /** The policies said no; nothing was signed. */
  record RunRejected(Digest image, List<Failing> findings) implements RunEvent {
    public RunRejected {
      findings = List.copyOf(findings);
    }

    /** A finding of an enforcing policy that made the verdict deny. */
    public record Failing(String ruleId, String policy, String message) {}
  }

  /** A step could not be done. */
  record RunFailed(String step, FailureKind kind, String message) implements RunEvent {}

  /** Whose fault a failure is; decides the exit code and whether trying again can help. */
  enum FailureKind {
    /** What the user wrote is wrong. */
    INPUT,
    /** Something could not be read, fetched, stored or verified. */
    EVIDENCE,
    /** A bug of ours. */
    INTERNAL
  }

  /** Somebody stopped the run. */
  record RunCancelled(String reason) implements RunEvent {}

  /**
   * Hosts of {@code role} may boot the image.
   *
   * @param statement base64 DSSE release statement, as verified
   */
  record ImageReleased(Digest image, String role, long minVersion, long epoch, String statement)
      implements RunEvent {}

  /** No host may boot the image any more; {@code epoch} is the new epoch of all verdicts. */
  record ImageRevoked(Digest image, String reason, long epoch) implements RunEvent {}

  /**
   * A batch of boot verdicts was recorded.
   *
   * @param count verdicts given, merged ones counted each
   * @param batch digest of the batch's rows, see {@link BootVerdictRow#batchDigest}
   */
  record BootVerdictsRecorded(long count, Digest batch) implements RunEvent {}
}
