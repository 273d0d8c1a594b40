package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.ReleasePointer;
import java.util.List;
import java.util.stream.Collectors;

/** What the gate says about the image that a host role points at. */
public sealed interface BootDecision {
  /**
   * Managers, builder and auditor name the same digest.
   *
   * @param policy digest of the policies under which the auditor allowed it
   */
  record Allowed(ReleasePointer pointer, Digest policy) implements BootDecision {}

  /**
   * At least one of the three does not.
   *
   * @param refusals every reason that was found, never empty
   */
  record Refused(List<Refusal> refusals) implements BootDecision {
    public Refused {
      refusals = List.copyOf(refusals);
      if (refusals.isEmpty()) {
        throw new IllegalArgumentException("a refusal has a reason");
      }
    }

    /** One line. */
    public String summary() {
      return refusals.stream().map(Refusal::message).collect(Collectors.joining("; "));
    }
  }

  /** One reason, and the line about it for people. */
  record Refusal(Reason reason, String message) {}

  /** Why an image may not boot; callers branch on these. */
  enum Reason {
    /** The top-level targets do not delegate to one of the three roles. */
    NOT_DELEGATED,
    /** One holder could speak for two of the three roles, so that one leaked key is two. */
    SHARED_KEY,
    /** An entry that clients find, but another role than the one whose word it is made it. */
    OTHER_ROLE,
    /** The host role has no pointer. */
    NOT_RELEASED,
    /** The pointer's bytes are no pointer, or say another thing than their entry. */
    POINTER_MALFORMED,
    /** The pointer's minimum version is below the one that the host goes back to at most. */
    POINTER_OLD,
    /** The builder describes no image of that name and version. */
    NOT_BUILT,
    /** The builder describes another image under that name and version. */
    BUILT_OTHER,
    /** The builder made the image for hosts of other roles. */
    BUILT_FOR_OTHERS,
    /** The auditor has no verdict about that name and version. */
    NOT_AUDITED,
    /** The auditor's verdict is about another image. */
    AUDITED_OTHER,
    /** The auditor's verdict is not {@code allow}. */
    AUDIT_DENIED,
    /** The auditor allowed it under policies that the host does not accept. */
    POLICY_UNKNOWN
  }
}
