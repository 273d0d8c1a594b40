package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.notary.NotaryDelegation;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.verifier.notary.NotaryException.ChecksumException;
import dev.plimsoll.verifier.notary.NotaryException.ExpiredException;
import dev.plimsoll.verifier.notary.NotaryException.ForeignParentException;
import dev.plimsoll.verifier.notary.NotaryException.LengthException;
import dev.plimsoll.verifier.notary.NotaryException.MalformedException;
import dev.plimsoll.verifier.notary.NotaryException.MissingException;
import dev.plimsoll.verifier.notary.NotaryException.TooManyException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and verifies all trust data of one collection: root, timestamp, snapshot by the checksum
 * that timestamp lists, targets and delegations by those that snapshot lists. One use each; not
 * thread-safe.
 *
 * <p>Every file is checked as TUF 1.0.34 §5.4 to §5.6 has it, the checksum before the content, the
 * signatures before anything that is said in it; the version is compared with what is remembered,
 * since Notary lists none.
 */
public final class NotaryClient {
  private final String gun;
  private final NotarySource source;
  private final NotaryLimits limits;
  private final Instant now;
  private final Remembered remembered;
  private int filesRead;
  private int delegationsSeen;

  private NotaryClient(
      String gun, NotarySource source, NotaryLimits limits, Instant now, Remembered remembered) {
    this.gun = gun;
    this.source = source;
    this.limits = limits;
    this.now = now;
    this.remembered = remembered;
  }

  /**
   * @param remembered {@link NotaryTrust#files} of the last time, which must be kept where nobody
   *     else writes; empty at the first
   * @param now the time that all expiries are compared with
   * @throws FormatException when what is remembered is unreadable
   */
  public static NotaryClient of(
      String gun,
      NotarySource source,
      NotaryLimits limits,
      Map<String, Bytes> remembered,
      Instant now)
      throws FormatException {
    return new NotaryClient(gun, source, limits, now, Remembered.parse(remembered));
  }

  /**
   * @param trust what to do when no root is remembered
   * @throws NotaryException naming the attack, when anything does not hold
   * @throws IOException when a file cannot be fetched
   */
  public NotaryTrust verify(RootTrust trust) throws IOException, NotaryException {
    RootChain.Trusted root =
        new RootChain(gun, source, limits, now).resolve(trust, remembered.root());
    NotaryRoot keys = root.root().signed();
    NotaryFile<NotaryTimestamp> timestamp = timestamp(keys);
    NotaryFile<NotarySnapshot> snapshot = snapshot(keys, timestamp.signed());
    requireListed(root.root(), snapshot.signed());
    List<NotaryRole> roles = new ArrayList<>();
    visit(
        new Delegator("root version " + keys.version(), keys.keys()),
        keys.role(NotaryRoles.TARGETS),
        NotaryRoles.TARGETS,
        List.of(""),
        snapshot.signed(),
        roles);
    return new NotaryTrust(gun, root.anchor(), root.root(), timestamp, snapshot, roles);
  }

  private NotaryFile<NotaryTimestamp> timestamp(NotaryRoot root)
      throws IOException, NotaryException {
    String role = NotaryRoles.TIMESTAMP;
    Bytes file =
        source
            .fetch(role + ".json", limits.timestampBytes())
            .orElseThrow(() -> new MissingException(role, "no timestamp.json of " + gun));
    NotaryFile<NotaryTimestamp> timestamp = parse(role, file, NotaryTimestamp::parse);
    accept(role, timestamp, "root version " + root.version(), root.role(role), root.keys());
    return timestamp;
  }

  private NotaryFile<NotarySnapshot> snapshot(NotaryRoot root, NotaryTimestamp timestamp)
      throws IOException, NotaryException {
    String role = NotaryRoles.SNAPSHOT;
    Bytes file = fetch(role, timestamp.snapshot(), NotaryRoles.TIMESTAMP, timestamp.version());
    NotaryFile<NotarySnapshot> snapshot = parse(role, file, NotarySnapshot::parse);
    accept(role, snapshot, "root version " + root.version(), root.role(role), root.keys());
    return snapshot;
  }

  /** Notary's snapshot covers root, too: another root than the signed one is mix-and-match. */
  private static void requireListed(NotaryFile<NotaryRoot> root, NotarySnapshot snapshot)
      throws ChecksumException {
    if (snapshot.find(NotaryRoles.ROOT).filter(m -> m.matches(root.file())).isEmpty()) {
      throw new ChecksumException(NotaryRoles.ROOT, NotaryRoles.SNAPSHOT, snapshot.version());
    }
  }

  /**
   * Who names keys.
   *
   * @param what file and version, for messages
   */
  private record Delegator(String what, Map<String, NotaryKey> keys) {}

  /** Pre-order, as names are looked up (TUF §5.6.7). */
  private void visit(
      Delegator delegator,
      Role role,
      String name,
      List<String> paths,
      NotarySnapshot snapshot,
      List<NotaryRole> roles)
      throws IOException, NotaryException {
    Map<String, NotaryKey> keys = named(role, delegator.keys());
    Optional<NotaryMeta> meta = snapshot.find(name);
    if (meta.isEmpty()) {
      roles.add(new NotaryRole(name, role, keys, paths, Optional.empty()));
      return;
    }
    if (++filesRead > limits.roles()) {
      throw new TooManyException(name, "more roles that list targets", limits.roles());
    }
    Bytes bytes = fetch(name, meta.get(), NotaryRoles.SNAPSHOT, snapshot.version());
    NotaryFile<NotaryTargets> file = parse(name, bytes, NotaryTargets::parse);
    accept(name, file, delegator.what(), role, delegator.keys());
    roles.add(new NotaryRole(name, role, keys, paths, Optional.of(file)));
    NotaryTargets targets = file.signed();
    delegationsSeen += targets.delegations().size();
    if (delegationsSeen > limits.delegations()) {
      throw new TooManyException(
          name, delegationsSeen + " delegations are listed", limits.delegations());
    }
    Delegator next = new Delegator(name + " version " + targets.version(), targets.keys());
    for (NotaryDelegation d : targets.delegations()) {
      if (!NotaryRoles.parent(d.name()).equals(name)) {
        throw new ForeignParentException(d.name(), name);
      }
      visit(next, d.role(), d.name(), within(paths, d.paths()), snapshot, roles);
    }
  }

  /** A delegate may not say more than its delegator: those of its prefixes that lie in one. */
  private static List<String> within(List<String> outer, List<String> inner) {
    return inner.stream().filter(p -> outer.stream().anyMatch(p::startsWith)).toList();
  }

  private static Map<String, NotaryKey> named(Role role, Map<String, NotaryKey> keys) {
    Map<String, NotaryKey> named = new LinkedHashMap<>();
    for (String id : role.keyIds()) {
      NotaryKey key = keys.get(id);
      if (key != null) {
        named.put(id, key);
      }
    }
    return named;
  }

  /** Fetches a file by the checksum that is listed for it, and compares (§5.5.1, §5.5.2). */
  private Bytes fetch(String role, NotaryMeta meta, String listedBy, long version)
      throws IOException, NotaryException {
    if (meta.length() > limits.listedBytes()) {
      throw new LengthException(
          role + ".json",
          meta.length()
              + " bytes are listed; the limit is "
              + limits.listedBytes()
              + " (Notary client)");
    }
    String hash =
        Optional.ofNullable(meta.hashes().get("sha256"))
            .or(() -> Optional.ofNullable(meta.hashes().get("sha512")))
            .orElseThrow(() -> new ChecksumException(role, listedBy, version));
    String name = role + "." + hash + ".json";
    Bytes file =
        source
            .fetch(name, meta.length())
            .orElseThrow(
                () ->
                    new MissingException(
                        role, "no " + name + ", which " + listedBy + ".json lists"));
    if (!meta.matches(file)) {
      throw new ChecksumException(role, listedBy, version);
    }
    return file;
  }

  private static <T extends NotarySigned> NotaryFile<T> parse(
      String role, Bytes file, NotaryFile.Reader<T> reader) throws MalformedException {
    try {
      return NotaryFile.parse(role + ".json", file, reader);
    } catch (FormatException e) {
      throw new MalformedException(role, e);
    }
  }

  private void accept(
      String name,
      NotaryFile<? extends NotarySigned> file,
      String namedBy,
      Role role,
      Map<String, NotaryKey> keys)
      throws NotaryException {
    NotarySignatures.require(name, file, namedBy, role, keys);
    remembered.requireNotOlder(name, file);
    NotarySigned signed = file.signed();
    if (!signed.expires().isAfter(now)) {
      throw new ExpiredException(name, signed.version(), signed.expires(), now);
    }
  }
}
