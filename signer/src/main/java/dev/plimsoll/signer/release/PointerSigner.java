package dev.plimsoll.signer.release;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.SignatureThreshold;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Moves a host role's pointer: makes and signs the next version of {@code host-<role>} with a
 * release manager's key, on his machine. Where one manager has begun already, the next signs the
 * very same bytes, and only if they say what he would have said. Thread-safe.
 */
public final class PointerSigner {
  private static final Duration LIFE = Duration.ofDays(90);

  /** A pending file that holds longer than this is not signed along. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(400);

  private final SigningKey key;

  public PointerSigner(SigningKey managerKey) {
    this.key = managerKey;
  }

  /** What becomes of the pointer that stands now. */
  public enum Previous {
    /** Hosts of the role boot the new image alone. */
    RETIRED,
    /** It stays, beside the current one, while a fleet moves on. */
    KEPT
  }

  /**
   * What a service has of a host role; the manager checks it before he builds on it.
   *
   * @param targets the top-level targets: who the role's managers are
   * @param published the role's newest file; empty before the first
   * @param pending the next version, with too few signatures; empty when nobody has begun
   */
  public record RoleState(
      String hostRole,
      Targets targets,
      Optional<Signed<Targets>> published,
      Optional<Signed<Targets>> pending) {}

  /**
   * The next file of the role with this manager's signature, or what is published when that points
   * there already.
   *
   * @throws FormatException when targets name no such role or not this key, when what is published
   *     is not its managers', or when something else waits for signatures
   */
  public Signed<Targets> point(
      RoleState state, ReleasePointer pointer, Previous previous, Instant now)
      throws IOException, FormatException {
    String role = ReleasePointer.tufRole(state.hostRole());
    Delegations delegations = delegations(state.targets());
    DelegatedRole delegated = delegation(delegations, role);
    String keyId = keyId(delegations, delegated);
    if (state.published().isPresent()) {
      requireManagers(role, state.published().get(), delegations, delegated);
    }
    Optional<Targets> before = state.published().map(Signed::signed);
    Map<String, TargetFile> entries = entries(state.hostRole(), before, pointer, previous);
    if (state.pending().isPresent()) {
      Targets waiting = state.pending().get().signed();
      Targets wanted = next(before, entries, waiting.expires());
      if (!waiting.equals(wanted)
          || !Signed.toBeSigned(waiting).equals(state.pending().get().signedBytes())
          || waiting.expires().isAfter(now.plus(LONGEST_LIFE))) {
        throw new FormatException(
            role,
            "version "
                + waiting.version()
                + " waits for signatures and says something else; see \"plimsoll tuf status\","
                + " complete it or \"plimsoll tuf withdraw\" it");
      }
      return sign(waiting, keyId);
    }
    if (before.isPresent()
        && before.get().targets().equals(entries)
        && before.get().expires().isAfter(now)) {
      return state.published().orElseThrow();
    }
    return sign(next(before, entries, now.truncatedTo(ChronoUnit.SECONDS).plus(LIFE)), keyId);
  }

  private static Delegations delegations(Targets targets) {
    return targets.delegations().orElse(Delegations.of(Map.of(), List.of()));
  }

  private static DelegatedRole delegation(Delegations delegations, String role)
      throws FormatException {
    return delegations.roles().stream()
        .filter(r -> r.name().equals(role))
        .findFirst()
        .orElseThrow(
            () ->
                new FormatException(
                    role,
                    "targets.json delegates to no such role, so nobody can release to its hosts:"
                        + " name its managers with \"plimsoll tuf delegate\""));
  }

  private String keyId(Delegations delegations, DelegatedRole role) throws FormatException {
    Key mine = TufKeys.of(key.publicKey());
    for (String id : role.role().keyIds()) {
      Key listed = delegations.keys().get(id);
      if (listed != null && listed.publicValue().strip().equals(mine.publicValue().strip())) {
        return id;
      }
    }
    throw new FormatException(
        role.name(), "key " + mine.id() + " is none of its managers' " + role.role().keyIds());
  }

  private static void requireManagers(
      String role, Signed<Targets> published, Delegations delegations, DelegatedRole delegated)
      throws FormatException {
    int signed = SignatureThreshold.signers(published, delegated.role(), delegations.keys()).size();
    if (signed < delegated.role().threshold()) {
      throw new FormatException(
          role,
          "published version "
              + published.signed().version()
              + " has "
              + signed
              + " valid signatures of its managers, wanted "
              + delegated.role().threshold());
    }
  }

  private static Map<String, TargetFile> entries(
      String hostRole, Optional<Targets> before, ReleasePointer pointer, Previous previous) {
    String current = ReleasePointer.path(hostRole);
    Map<String, TargetFile> entries = new TreeMap<>();
    if (previous == Previous.KEPT && before.isPresent()) {
      before
          .get()
          .targets()
          .forEach(
              (path, entry) ->
                  entries.put(path.equals(current) ? beside(current, entry) : path, entry));
    }
    entries.values().remove(pointer.target());
    entries.put(current, pointer.target());
    return entries;
  }

  /** {@code host/kiosk/<sha256 of the pointer>}: the place of a pointer that is not the current. */
  private static String beside(String current, TargetFile entry) {
    return current.substring(0, current.lastIndexOf('/') + 1)
        + entry.sha256().map(d -> d.hex()).orElse("previous");
  }

  private static Targets next(
      Optional<Targets> before, Map<String, TargetFile> entries, Instant expires) {
    return new Targets(
        before.map(Targets::version).orElse(0L) + 1, expires, entries, Optional.empty());
  }

  private Signed<Targets> sign(Targets next, String keyId) throws IOException {
    Bytes payload = Signed.toBeSigned(next);
    List<Signed.Signature> signatures = new ArrayList<>();
    signatures.add(new Signed.Signature(keyId, key.sign(payload).hex()));
    return Signed.of(next, signatures);
  }
}
