package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.verifier.notary.NotaryException.ExpiredException;
import dev.plimsoll.verifier.notary.NotaryException.MalformedException;
import dev.plimsoll.verifier.notary.NotaryException.MissingException;
import dev.plimsoll.verifier.notary.NotaryException.RollbackException;
import dev.plimsoll.verifier.notary.NotaryException.ThresholdException;
import dev.plimsoll.verifier.notary.NotaryException.TooManyException;
import dev.plimsoll.verifier.notary.NotaryException.UntrustedRootException;
import dev.plimsoll.verifier.notary.NotaryException.WrongVersionException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * From what is trusted to the newest root (TUF 1.0.34 §5.3): every step is signed by a threshold of
 * the root before it and of its own, and is one version up. Root keys count only as certificates
 * for the collection. A certificate that has expired meanwhile may still hand over to the next
 * root, as an expired root may; in the newest it counts no more.
 */
final class RootChain {
  private final String gun;
  private final NotarySource source;
  private final NotaryLimits limits;
  private final Instant now;

  RootChain(String gun, NotarySource source, NotaryLimits limits, Instant now) {
    this.gun = gun;
    this.source = source;
    this.limits = limits;
    this.now = now;
  }

  /** The newest root, and why it is trusted. */
  record Trusted(NotaryFile<NotaryRoot> root, RootAnchor anchor) {}

  Trusted resolve(RootTrust trust, Optional<NotaryFile<NotaryRoot>> remembered)
      throws IOException, NotaryException {
    NotaryFile<NotaryRoot> newest =
        find("root.json")
            .orElseThrow(
                () ->
                    new MissingException(
                        NotaryRoles.ROOT, "no root.json: the server has no trust data of " + gun));
    Trusted trusted =
        remembered.isPresent()
            ? fromRemembered(remembered.get(), newest)
            : switch (trust) {
              case RootTrust.PinnedCertificates pinned -> fromPinned(pinned, newest);
              case RootTrust.PinnedCa ca -> fromCa(ca, newest);
              case RootTrust.FirstUse ignored -> fromFirstUse(newest);
            };
    requireOwn(newest, (id, key) -> isFor(key) && !isExpired(key));
    NotaryRoot root = newest.signed();
    if (!root.expires().isAfter(now)) { // §5.3.10
      throw new ExpiredException(NotaryRoles.ROOT, root.version(), root.expires(), now);
    }
    return trusted;
  }

  private Trusted fromRemembered(NotaryFile<NotaryRoot> before, NotaryFile<NotaryRoot> newest)
      throws IOException, NotaryException {
    long trusted = before.signed().version();
    long found = newest.signed().version();
    if (found < trusted) {
      throw new RollbackException(NotaryRoles.ROOT, trusted, found);
    }
    if (found == trusted && !newest.signedBytes().equals(before.signedBytes())) {
      throw new WrongVersionException(
          NotaryRoles.ROOT, found, trusted + 1, "its content is not that of the trusted root");
    }
    climb(before, newest);
    return new Trusted(newest, new RootAnchor.Remembered(trusted));
  }

  /** The newest root that enough pinned keys signed is where the chain starts. */
  private Trusted fromPinned(RootTrust.PinnedCertificates pinned, NotaryFile<NotaryRoot> newest)
      throws IOException, NotaryException {
    NotaryFile<NotaryRoot> at = newest;
    for (int steps = 0; steps <= limits.rootRotations(); steps++) {
      List<String> signers =
          rootSigners(at, at.signed(), (id, key) -> isFor(key) && pinned.ids().contains(id));
      if (signers.size() >= rootRole(at.signed()).threshold()) {
        climb(at, newest);
        return new Trusted(
            newest, new RootAnchor.Pinned(signers.getFirst(), at.signed().version()));
      }
      long before = at.signed().version() - 1;
      Optional<NotaryFile<NotaryRoot>> older = before < 1 ? Optional.empty() : version(before);
      if (older.isEmpty()) {
        break;
      }
      at = older.get();
    }
    throw new UntrustedRootException(
        "no root of "
            + gun
            + " from version "
            + at.signed().version()
            + " to "
            + newest.signed().version()
            + " is signed by a pinned certificate; the newest names "
            + String.join(", ", rootRole(newest.signed()).keyIds()));
  }

  private Trusted fromCa(RootTrust.PinnedCa ca, NotaryFile<NotaryRoot> newest)
      throws NotaryException {
    List<String> signers =
        rootSigners(
            newest,
            newest.signed(),
            (id, key) ->
                isFor(key)
                    && key.certificate()
                        .filter(c -> c.isIssuedBy(ca.authorities(), now))
                        .isPresent());
    if (signers.size() < rootRole(newest.signed()).threshold()) {
      throw new UntrustedRootException(
          "root.json version "
              + newest.signed().version()
              + " of "
              + gun
              + " is not signed by enough certificates of the pinned CA: found "
              + signers.size()
              + ", wanted "
              + rootRole(newest.signed()).threshold());
    }
    String subject =
        Optional.ofNullable(newest.signed().keys().get(signers.getFirst()))
            .flatMap(NotaryPublicKey::find)
            .flatMap(NotaryPublicKey::certificate)
            .map(RootCertificate::subject)
            .orElse(gun);
    return new Trusted(newest, new RootAnchor.IssuedByCa(subject));
  }

  /**
   * Even what is merely believed must be consistent: a newest root that the served ones before it
   * did not sign was put there by somebody else.
   */
  private Trusted fromFirstUse(NotaryFile<NotaryRoot> newest) throws IOException, NotaryException {
    NotaryFile<NotaryRoot> at = newest;
    for (int steps = 0; at.signed().version() > 1 && steps < limits.rootRotations(); steps++) {
      Optional<NotaryFile<NotaryRoot>> older = version(at.signed().version() - 1);
      if (older.isEmpty()) {
        break;
      }
      requireStep(older.get(), at);
      at = older.get();
    }
    return new Trusted(newest, new RootAnchor.FirstUse(rootRole(newest.signed()).keyIds()));
  }

  private void climb(NotaryFile<NotaryRoot> from, NotaryFile<NotaryRoot> newest)
      throws IOException, NotaryException {
    long to = newest.signed().version();
    if (to - from.signed().version() > limits.rootRotations()) {
      throw new TooManyException(
          NotaryRoles.ROOT,
          (to - from.signed().version()) + " rotations since version " + from.signed().version(),
          limits.rootRotations());
    }
    NotaryFile<NotaryRoot> at = from;
    while (at.signed().version() < to) {
      long next = at.signed().version() + 1;
      NotaryFile<NotaryRoot> step =
          next == to
              ? newest
              : version(next)
                  .orElseThrow(
                      () ->
                          new MissingException(
                              NotaryRoles.ROOT, "no " + next + ".root.json on the way to " + to));
      requireStep(at, step);
      at = step;
    }
  }

  /** TUF §5.3.4: a threshold of the old keys and of the new. */
  private void requireStep(NotaryFile<NotaryRoot> before, NotaryFile<NotaryRoot> next)
      throws ThresholdException {
    require(next, before.signed(), (id, key) -> isFor(key));
    requireOwn(next, (id, key) -> isFor(key));
  }

  private void requireOwn(NotaryFile<NotaryRoot> root, BiPredicate<String, NotaryPublicKey> counted)
      throws ThresholdException {
    require(root, root.signed(), counted);
  }

  private void require(
      NotaryFile<NotaryRoot> file, NotaryRoot trusted, BiPredicate<String, NotaryPublicKey> counted)
      throws ThresholdException {
    int found = rootSigners(file, trusted, counted).size();
    long wanted = rootRole(trusted).threshold();
    if (found < wanted) {
      throw new ThresholdException(
          NotaryRoles.ROOT,
          file.signed().version(),
          "root version " + trusted.version() + ", as valid certificates for " + gun + ",",
          found,
          wanted);
    }
  }

  private static List<String> rootSigners(
      NotaryFile<NotaryRoot> file,
      NotaryRoot trusted,
      BiPredicate<String, NotaryPublicKey> counted) {
    Map<String, NotaryKey> keys = trusted.keys();
    return NotarySignatures.signers(file, rootRole(trusted), keys, counted);
  }

  private static Role rootRole(NotaryRoot root) {
    return root.role(NotaryRoles.ROOT);
  }

  private boolean isFor(NotaryPublicKey key) {
    return key.certificate().filter(c -> c.isFor(gun, now)).isPresent();
  }

  private boolean isExpired(NotaryPublicKey key) {
    return key.certificate().filter(c -> c.isExpired(now)).isPresent();
  }

  /** The root of this version; §5.3.5: what is served under a version has it. */
  private Optional<NotaryFile<NotaryRoot>> version(long version)
      throws IOException, NotaryException {
    Optional<NotaryFile<NotaryRoot>> file = find(version + ".root.json");
    if (file.isPresent() && file.get().signed().version() != version) {
      throw new WrongVersionException(
          NotaryRoles.ROOT, file.get().signed().version(), version, "served under that version");
    }
    return file;
  }

  private Optional<NotaryFile<NotaryRoot>> find(String name) throws IOException, NotaryException {
    Optional<Bytes> file = source.fetch(name, limits.rootBytes());
    try {
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(NotaryFile.parse(name, file.get(), NotaryRoot::parse));
    } catch (FormatException e) {
      throw new MalformedException(NotaryRoles.ROOT, e);
    }
  }
}
