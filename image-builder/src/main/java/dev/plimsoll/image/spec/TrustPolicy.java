package dev.plimsoll.image.spec;

import java.util.List;

/**
 * The {@code trust} section: which images must be signed, and by whom.
 *
 * @param images references that must be signed, as written
 * @param organisations e.g. {@code linuxkit}: every image of {@code docker.io/linuxkit} must be
 * @param requirements what they must be signed by; empty: a build that names such an image fails
 */
public record TrustPolicy(
    List<Located<String>> images,
    List<Located<String>> organisations,
    List<Located<Requirement>> requirements) {
  public static final TrustPolicy NONE = new TrustPolicy(List.of(), List.of(), List.of());

  public TrustPolicy {
    images = List.copyOf(images);
    organisations = List.copyOf(organisations);
    requirements = List.copyOf(requirements);
  }

  /** One thing that a signature can satisfy. */
  public sealed interface Requirement {}

  /** A public key: PEM text, or the path of a PEM file. */
  public record SignedByKey(String pem) implements Requirement {}

  /** A Sigstore identity: certificate subject and issuer. */
  public record SignedByIdentity(String subject, String issuer) implements Requirement {}

  /** A TUF repository whose targets name the image. */
  public record TufTarget(String repository, String root) implements Requirement {}
}
