package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code trust} section: which images must be signed, and by whom.
 *
 * <p>An entry that names images of its own applies to those alone, and for them it replaces the
 * entries that name none: the key of one team must not open another's images. Whoever is asked
 * about an image admits it when one requirement is met.
 *
 * @param signed what must be signed; LinuxKit's {@code image} and {@code org}
 * @param entries of {@code keys}, {@code identities} and {@code tuf}, in file order
 */
public record TrustPolicy(TrustScope signed, List<Entry> entries) {
  public static final TrustPolicy NONE = new TrustPolicy(TrustScope.NOTHING, List.of());

  public TrustPolicy {
    entries = List.copyOf(entries);
  }

  /**
   * One way to satisfy the policy.
   *
   * @param only the images that it is for; empty: everything that must be signed
   */
  public record Entry(Located<Requirement> requirement, TrustScope only) {}

  /** One thing that a signature can satisfy. */
  public sealed interface Requirement {}

  /** A public key, PEM. */
  public record SignedByKey(String pem) implements Requirement {}

  /** A public key in a PEM file, from the folder of the specification; not read yet. */
  public record SignedByKeyFile(Located<String> path) implements Requirement {}

  /** A Sigstore identity: certificate subject and issuer, both exactly. */
  public record SignedByIdentity(String subject, String issuer) implements Requirement {}

  /**
   * A TUF repository whose targets name the image.
   *
   * @param repository base URL of its metadata
   * @param root file with the root metadata to start from, from the folder of the specification
   */
  public record TufTarget(String repository, Located<String> root) implements Requirement {}

  /** Reads a file that the specification names. */
  @FunctionalInterface
  public interface KeyFiles {
    /** The text of the PEM file at {@code path}; the exception says where the path is written. */
    String read(Located<String> path) throws FormatException, IOException;
  }

  /**
   * What {@code reference} must be signed by.
   *
   * @param reference short or expanded, with or without transport: {@code redis:7}, {@code
   *     docker://docker.io/library/redis@sha256:…}, {@code oci:DIR}
   * @return nothing: it need not be signed. A list: one of these must be met; an empty list: the
   *     specification says that it must be signed and not by whom, so that it can be admitted only
   *     by what the builder is configured with, and by nothing when that is nothing
   */
  public Optional<List<Requirement>> requirementsFor(String reference) {
    List<Requirement> own = requirements(e -> e.only.names(reference));
    if (!own.isEmpty()) {
      return Optional.of(own);
    }
    return signed.names(reference)
        ? Optional.of(requirements(e -> e.only.isEmpty()))
        : Optional.empty();
  }

  /** This policy with every {@link SignedByKeyFile} read. */
  public TrustPolicy withKeys(KeyFiles files) throws FormatException, IOException {
    List<Entry> read = new ArrayList<>();
    for (Entry entry : entries) {
      Requirement requirement = entry.requirement.value();
      if (requirement instanceof SignedByKeyFile file) {
        SignedByKey key = new SignedByKey(PublicKeyText.of(file.path(), files.read(file.path())));
        read.add(new Entry(new Located<>(key, entry.requirement.at()), entry.only));
      } else {
        read.add(entry);
      }
    }
    return new TrustPolicy(signed, read);
  }

  /** Both must hold: what either names must be signed; entries add up. */
  TrustPolicy and(TrustPolicy more) {
    return new TrustPolicy(signed.and(more.signed), Lists.joined(entries, more.entries));
  }

  private List<Requirement> requirements(java.util.function.Predicate<Entry> wanted) {
    return entries.stream().filter(wanted).map(e -> e.requirement.value()).toList();
  }
}
