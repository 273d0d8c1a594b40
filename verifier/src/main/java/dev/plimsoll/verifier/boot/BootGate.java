package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.verifier.boot.BootDecision.Allowed;
import dev.plimsoll.verifier.boot.BootDecision.Refused;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The host rule: an image boots only if three roles name the same digest, each from its own
 * delegated file and with keys of its own (TAP 3's AND, done with stock metadata).
 *
 * <ol>
 *   <li>{@code host-<role>}, the role's release managers: {@code host/<role>/current} points at it;
 *   <li>{@code build}: {@code img/<name>/<version>} has it as its SHA-256;
 *   <li>{@code audit}: {@code audit/<name>/<version>} says {@code allow} for it, under policies
 *       that the host accepts.
 * </ol>
 *
 * <p>So a leaked key of one, or of two of them, boots nothing new, and managers of one host role
 * cannot promote to another. A key that two of the three share would void that, and is refused. All
 * checks are made, so that a refusal names every reason there is. Immutable; the updater is not.
 */
public final class BootGate {
  private final Set<Digest> policies;
  private final long leastMinVersion;

  private BootGate(Set<Digest> policies, long leastMinVersion) {
    this.policies = Set.copyOf(policies);
    this.leastMinVersion = leastMinVersion;
  }

  /**
   * A gate for hosts that accept verdicts under these policies alone.
   *
   * @param policies digests as the auditor's entry has them; none: nothing boots
   */
  public static BootGate of(Set<Digest> policies) {
    return new BootGate(policies, 0);
  }

  /** A gate that also refuses pointers with a lower minimum version, e.g. the last one booted. */
  public BootGate notBelow(long minVersion) {
    return new BootGate(policies, minVersion);
  }

  /**
   * Decides about the image that {@code host/<role>/current} names.
   *
   * @param updater refreshed; what it trusts, how fresh, and whether offline, is its business
   * @throws TufException when metadata or the pointer on the way break a rule: nothing boots
   * @throws IOException when it is unknown what the metadata says: nothing boots
   */
  public BootDecision decide(Updater updater, TargetBytes targets, String hostRole)
      throws IOException, TufException {
    return decide(updater, targets, hostRole, ReleasePointer.path(hostRole));
  }

  /**
   * The same about another pointer of the role: one that still stands beside the current one while
   * a fleet moves on.
   *
   * @param pointerPath {@code host/<role>/…}
   */
  public BootDecision decide(
      Updater updater, TargetBytes targets, String hostRole, String pointerPath)
      throws IOException, TufException {
    if (!ReleaseStatement.ROLE.matcher(hostRole).matches()) {
      throw new IllegalArgumentException("host role " + FormatException.quote(hostRole));
    }
    GateCase open = new GateCase(updater, targets, hostRole);
    Optional<ReleasePointer> pointer = open.pointer(pointerPath, leastMinVersion);
    if (pointer.isEmpty()) {
      return new Refused(open.refusals());
    }
    open.built(pointer.get());
    Optional<Digest> policy = open.audited(pointer.get(), policies);
    open.keysOfTheirOwn();
    return open.refusals().isEmpty() && policy.isPresent()
        ? new Allowed(pointer.get(), policy.get())
        : new Refused(open.refusals());
  }
}
