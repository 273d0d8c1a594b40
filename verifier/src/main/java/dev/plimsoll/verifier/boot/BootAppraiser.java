package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.BootVerdict.Assurance;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.formats.boot.BootVerdict.Reason;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.verifier.boot.BootSnapshot.PublishedImage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers one boot request from a snapshot. Deny unless everything holds. No I/O, well under 100
 * µs: fit for an event loop. Thread-safe.
 *
 * <p>All checks are made, so that a denial names every reason there is, in the order of {@link
 * Reason}. A verdict repeats the host's own claims (nonce, host, image, root hash): the signature
 * over it binds the answer to this one question.
 */
public final class BootAppraiser {
  /** How long a verdict holds; the host compares with its own clock only if it trusts that. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private final HostPolicy hosts;

  public BootAppraiser(HostPolicy hosts) {
    this.hosts = hosts;
  }

  /** {@code now} is cut to whole seconds in the verdict. */
  public BootVerdict appraise(VerdictRequest request, BootSnapshot snapshot, Instant now) {
    Digest digest = request.image();
    Optional<PublishedImage> image = Optional.ofNullable(snapshot.images().get(digest));
    Optional<String> release =
        Optional.ofNullable(
            snapshot.released().getOrDefault(hosts.roleOf(request.host()), Map.of()).get(digest));
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    if (image.isEmpty()) {
      reasons.add(Reason.IMAGE_UNKNOWN);
    }
    if (snapshot.revoked().contains(digest)) {
      reasons.add(Reason.IMAGE_REVOKED);
    }
    if (release.isEmpty()) {
      reasons.add(Reason.NOT_RELEASED);
    }
    if (image.isPresent() && !image.get().allowed()) {
      reasons.add(Reason.POLICY_FAILED);
    }
    if (image.isPresent() && !image.get().rootHash().equals(request.rootHash())) {
      reasons.add(Reason.ROOTHASH_MISMATCH);
    }
    return verdict(request, List.copyOf(reasons), image, release, snapshot.epoch(), now);
  }

  private static BootVerdict verdict(
      VerdictRequest request,
      List<Reason> reasons,
      Optional<PublishedImage> image,
      Optional<String> release,
      long epoch,
      Instant now) {
    boolean allowed = reasons.isEmpty();
    Instant issued = Instant.ofEpochSecond(now.getEpochSecond());
    return new BootVerdict(
        allowed ? Decision.ALLOW : Decision.DENY,
        reasons,
        request.hostNonce(),
        request.host(),
        request.image(),
        request.rootHash(),
        Assurance.SELF_REPORTED,
        image.map(PublishedImage::policy),
        epoch,
        // A denied host gets no release statement: it could serve nothing but a forgery.
        allowed ? release : Optional.empty(),
        issued,
        issued.plus(LIFETIME));
  }
}
