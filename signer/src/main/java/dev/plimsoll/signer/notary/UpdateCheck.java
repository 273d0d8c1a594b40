package dev.plimsoll.signer.notary;

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
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import dev.plimsoll.signer.notary.NotaryRefusal.Flaw;
import dev.plimsoll.verifier.notary.NotarySignatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a push must fulfil before any of it is stored: the rules of TUF 1.0.34 §5.3 to §5.6 from the
 * side of the repository, with Notary's parents of delegations. For one push, on one thread.
 */
final class UpdateCheck {
  private final NotaryRepository before;
  private final Map<String, Bytes> pushed;
  private final Instant now;
  private final Map<String, NotaryFile<?>> accepted = new LinkedHashMap<>();
  private final Map<String, NotaryTargets> listed = new HashMap<>();

  private UpdateCheck(NotaryRepository before, Map<String, Bytes> pushed, Instant now) {
    this.before = before;
    this.pushed = pushed;
    this.now = now;
  }

  /**
   * A push that may be stored.
   *
   * @param root the one that counts from now on
   * @param files pushed and checked, by role
   * @param delegations names that a chain of delegations leads to, those without a file too
   */
  record Accepted(NotaryRoot root, Map<String, NotaryFile<?>> files, List<String> delegations) {}

  /**
   * Checks everything but that a snapshot is there.
   *
   * @param pushed by role; the roles have been looked at
   */
  static Accepted check(NotaryRepository before, Map<String, Bytes> pushed, Instant now)
      throws NotaryRefusal {
    UpdateCheck check = new UpdateCheck(before, pushed, now);
    NotaryRoot root = check.root();
    check.targets(root);
    List<String> delegations =
        pushed.keySet().stream()
            .filter(NotaryRoles::isDelegation)
            .sorted(
                Comparator.<String>comparingInt(r -> r.split("/", -1).length)
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (String role : delegations) {
      check.delegation(role);
    }
    check.snapshot(root);
    return new Accepted(root, check.accepted, check.reachable(NotaryRoles.TARGETS));
  }

  private NotaryRoot root() throws NotaryRefusal {
    Optional<NotaryFile<NotaryRoot>> old = stored(NotaryRoles.ROOT, NotaryRoot::parse);
    if (!pushed.containsKey(NotaryRoles.ROOT)) {
      return old.orElseThrow(
              () -> new NotaryRefusal(Flaw.NONE, "no root is known, and none was pushed"))
          .signed();
    }
    NotaryFile<NotaryRoot> file = parse(NotaryRoles.ROOT, NotaryRoot::parse);
    requireNext(Flaw.ROOT, NotaryRoles.ROOT, file);
    if (old.isPresent()) {
      // TUF 1.0.34 §5.3.4: by the threshold of the root before, and by its own
      int found =
          NotarySignatures.signers(
                  file, old.get().signed().role(NotaryRoles.ROOT), old.get().signed().keys())
              .size();
      requireThreshold(
          Flaw.ROOT,
          "root: keys of version " + old.get().signed().version(),
          found,
          old.get().signed().role(NotaryRoles.ROOT).threshold());
    }
    int own = RootCertificates.signers(before.gun(), file, now).size();
    requireThreshold(
        Flaw.ROOT,
        "root: its own certificates for " + before.gun() + " that are valid now",
        own,
        file.signed().role(NotaryRoles.ROOT).threshold());
    accepted.put(NotaryRoles.ROOT, file);
    return file.signed();
  }

  private void targets(NotaryRoot root) throws NotaryRefusal {
    String role = NotaryRoles.TARGETS;
    boolean isNew = pushed.containsKey(role);
    NotaryFile<NotaryTargets> file =
        isNew
            ? parse(role, NotaryTargets::parse)
            : stored(role, NotaryTargets::parse)
                .orElseThrow(
                    () ->
                        new NotaryRefusal(Flaw.TARGETS, "no targets are known, none were pushed"));
    // those of before too: a root that changes the targets key brings targets signed by it
    requireThreshold(
        Flaw.TARGETS,
        "targets: keys that root names",
        NotarySignatures.signers(file, root.role(role), root.keys()).size(),
        root.role(role).threshold());
    if (isNew) {
      requireNext(Flaw.TARGETS, role, file);
      accepted.put(role, file);
    }
    listed.put(role, file.signed());
  }

  private void delegation(String role) throws NotaryRefusal {
    Delegator delegator =
        delegator(role)
            .orElseThrow(
                () ->
                    new NotaryRefusal(
                        Flaw.HIERARCHY,
                        role + ": " + NotaryRoles.parent(role) + " does not delegate to it"));
    NotaryFile<NotaryTargets> file = parse(role, NotaryTargets::parse);
    requireThreshold(
        Flaw.TARGETS,
        role + ": keys that " + NotaryRoles.parent(role) + " names",
        delegator.signers(file),
        delegator.role().threshold());
    requireNext(Flaw.TARGETS, role, file);
    accepted.put(role, file);
    listed.put(role, file.signed());
  }

  /** Whose signatures a delegation needs. */
  private record Delegator(Role role, Map<String, NotaryKey> keys) {
    int signers(NotaryFile<NotaryTargets> file) {
      return NotarySignatures.signers(file, role, keys).size();
    }
  }

  private Optional<Delegator> delegator(String role) throws NotaryRefusal {
    Optional<NotaryTargets> parent = trusted(NotaryRoles.parent(role));
    return parent.stream()
        .flatMap(p -> p.delegations().stream())
        .filter(d -> d.name().equals(role))
        .findFirst()
        .map(d -> new Delegator(d.role(), parent.orElseThrow().keys()));
  }

  /**
   * A role's file, the new one, else the stored one, when a chain of delegations leads to it and
   * each link is signed by the keys that the one above names now.
   */
  private Optional<NotaryTargets> trusted(String role) throws NotaryRefusal {
    if (listed.containsKey(role) || role.equals(NotaryRoles.TARGETS)) {
      return Optional.ofNullable(listed.get(role));
    }
    Optional<NotaryFile<NotaryTargets>> file = stored(role, NotaryTargets::parse);
    Optional<Delegator> delegator = delegator(role);
    if (file.isPresent()
        && delegator.isPresent()
        && delegator.get().signers(file.get()) >= delegator.get().role().threshold()) {
      listed.put(role, file.get().signed());
    }
    return Optional.ofNullable(listed.get(role));
  }

  private List<String> reachable(String role) throws NotaryRefusal {
    List<String> names = new ArrayList<>();
    Optional<NotaryTargets> file = trusted(role);
    if (file.isPresent()) {
      for (NotaryDelegation d : file.get().delegations()) {
        if (NotaryRoles.parent(d.name()).equals(role)) {
          names.add(d.name());
          names.addAll(reachable(d.name()));
        }
      }
    }
    return names;
  }

  private void snapshot(NotaryRoot root) throws NotaryRefusal {
    String role = NotaryRoles.SNAPSHOT;
    if (!pushed.containsKey(role)) {
      return;
    }
    NotaryFile<NotarySnapshot> file = parse(role, NotarySnapshot::parse);
    requireThreshold(
        Flaw.SNAPSHOT,
        "snapshot: keys that root names",
        NotarySignatures.signers(file, root.role(role), root.keys()).size(),
        root.role(role).threshold());
    requireNext(Flaw.SNAPSHOT, role, file);
    for (Map.Entry<String, NotaryMeta> e : file.signed().meta().entrySet()) {
      Optional<Bytes> listedFile = newest(e.getKey());
      if (listedFile.isEmpty() || !e.getValue().matches(listedFile.get())) {
        throw new NotaryRefusal(
            Flaw.SNAPSHOT,
            "snapshot: what it lists for "
                + FormatException.quote(e.getKey())
                + " is not the file that would be served");
      }
    }
    for (String name : accepted.keySet()) {
      if (file.signed().find(name).isEmpty()) {
        throw new NotaryRefusal(Flaw.SNAPSHOT, "snapshot: does not list the pushed " + name);
      }
    }
    accepted.put(role, file);
  }

  private Optional<Bytes> newest(String role) {
    boolean listable = role.equals(NotaryRoles.ROOT) || NotaryRoles.listsTargets(role);
    if (!listable) {
      return Optional.empty();
    }
    NotaryFile<?> file = accepted.get(role);
    return file == null ? before.find(role) : Optional.of(file.file());
  }

  private <T extends NotarySigned> NotaryFile<T> parse(String role, NotaryFile.Reader<T> reader)
      throws NotaryRefusal {
    try {
      return NotaryFile.parse(role, Optional.ofNullable(pushed.get(role)).orElseThrow(), reader);
    } catch (FormatException e) {
      throw new NotaryRefusal(Code.MALFORMED_JSON, e.getMessage(), e);
    }
  }

  /** A file of before: checked when it came, so one that cannot be read is a fault of ours. */
  private <T extends NotarySigned> Optional<NotaryFile<T>> stored(
      String role, NotaryFile.Reader<T> reader) {
    try {
      Optional<Bytes> file = before.find(role);
      return file.isPresent()
          ? Optional.of(NotaryFile.parse(role, file.get(), reader))
          : Optional.empty();
    } catch (FormatException e) {
      throw new IllegalStateException(before.gun() + " " + role + " in the store", e);
    }
  }

  /**
   * Version exactly one more, and not over: TUF 1.0.34 §5.3.5, §5.3.10. The first one that we see
   * may be any: clients count what they staged before they published.
   */
  private void requireNext(Flaw flaw, String role, NotaryFile<?> file) throws NotaryRefusal {
    long known = before.version(role);
    long found = file.signed().version();
    if (found <= known) {
      throw new NotaryRefusal(
          Code.VERSION, role + ": version " + found + " is not newer than " + known);
    }
    if (known > 0 && found != known + 1) {
      throw new NotaryRefusal(
          flaw, role + ": version " + found + " skips some, wanted " + (known + 1));
    }
    if (!file.signed().expires().isAfter(now)) {
      throw new NotaryRefusal(flaw, role + ": expired at " + file.signed().expires());
    }
  }

  private static void requireThreshold(Flaw flaw, String who, int found, long wanted)
      throws NotaryRefusal {
    if (found < wanted) {
      throw new NotaryRefusal(flaw, who + " made " + found + " valid signatures, wanted " + wanted);
    }
  }
}
