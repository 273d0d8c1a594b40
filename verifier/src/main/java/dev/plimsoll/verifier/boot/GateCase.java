package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.boot.BootDecision.Reason;
import dev.plimsoll.verifier.boot.BootDecision.Refusal;
import dev.plimsoll.verifier.boot.RoleWord.Answer;
import dev.plimsoll.verifier.tuf.FileChecks;
import dev.plimsoll.verifier.tuf.KeyOverlap;
import dev.plimsoll.verifier.tuf.KeyOverlap.Holders;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One decision of {@link BootGate} in the making: what was found, and why not. */
final class GateCase {
  private static final String BUILD = "build";
  private static final String AUDIT = "audit";
  private static final String ALLOW = "allow";

  private final Updater updater;
  private final TargetBytes targets;
  private final String hostRole;
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<String, List<Holders>> speakers = new LinkedHashMap<>();

  GateCase(Updater updater, TargetBytes targets, String hostRole) {
    this.updater = updater;
    this.targets = targets;
    this.hostRole = hostRole;
  }

  /** Every reason so far. */
  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  private void refuse(Reason reason, String message) {
    refusals.add(new Refusal(reason, message));
  }

  private Optional<TargetFile> word(String role, String path, Reason silent, String what)
      throws IOException, TufException {
    switch (RoleWord.ask(updater, role, path)) {
      case Answer.Said said -> {
        speakers.put(role, said.word().speakers());
        return Optional.of(said.word().file());
      }
      case Answer.Silent none -> refuse(silent, what + ": role " + role + " lists no " + path);
      case Answer.NotDelegated none ->
          refuse(Reason.NOT_DELEGATED, "targets.json delegates to no role " + role);
      case Answer.Overruled other ->
          refuse(Reason.OTHER_ROLE, path + " is found, but it is another role's word than " + role);
    }
    return Optional.empty();
  }

  Optional<ReleasePointer> pointer(String path, long leastMinVersion)
      throws IOException, TufException {
    String role = ReleasePointer.tufRole(hostRole);
    Optional<TargetFile> entry =
        word(role, path, Reason.NOT_RELEASED, "nothing is released to host role " + hostRole);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (speakers.getOrDefault(role, List.of()).size() != 1) {
      refuse(Reason.OTHER_ROLE, path + " is the word of a delegate of " + role); // not n-of-m's
      return Optional.empty();
    }
    if (entry.get().length() > ReleasePointer.MAX_BYTES) {
      refuse(
          Reason.POINTER_MALFORMED,
          path
              + " has "
              + entry.get().length()
              + " bytes, at most "
              + ReleasePointer.MAX_BYTES
              + " are read");
      return Optional.empty();
    }
    Optional<Bytes> bytes = targets.fetch(path, entry.get());
    if (bytes.isEmpty()) {
      throw new IOException("the bytes of " + path + " are not there");
    }
    FileChecks.requireTarget(path, entry.get(), bytes.get());
    return read(path, bytes.get(), entry.get(), leastMinVersion);
  }

  private Optional<ReleasePointer> read(
      String path, Bytes bytes, TargetFile entry, long leastMinVersion) {
    try {
      ReleasePointer pointer = ReleasePointer.parse(bytes);
      if (!TargetClaims.of(entry).agreesWith(pointer)) {
        refuse(Reason.POINTER_MALFORMED, path + " says another thing than its custom entry");
        return Optional.empty();
      }
      if (pointer.minVersion() < leastMinVersion) {
        refuse(
            Reason.POINTER_OLD,
            path
                + " has minVersion "
                + pointer.minVersion()
                + ", this host goes back to "
                + leastMinVersion
                + " at most");
      }
      return Optional.of(pointer);
    } catch (FormatException e) {
      refuse(Reason.POINTER_MALFORMED, path + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  void built(ReleasePointer pointer) throws IOException, TufException {
    String path = pointer.buildPath();
    Optional<TargetFile> entry =
        word(BUILD, path, Reason.NOT_BUILT, "image " + pointer.image() + " was not built here");
    if (entry.isEmpty()) {
      return;
    }
    if (!entry.get().sha256().equals(Optional.of(pointer.image()))) {
      refuse(
          Reason.BUILT_OTHER,
          "released is "
              + pointer.image()
              + ", but the builder's "
              + path
              + " is "
              + entry.get().sha256().map(Digest::toString).orElse("without SHA-256"));
    }
    List<String> roles = TargetClaims.of(entry.get()).hostRoles();
    if (!roles.isEmpty() && !roles.contains(hostRole)) {
      refuse(
          Reason.BUILT_FOR_OTHERS,
          path + " was built for hosts of role " + FormatException.quote(roles.getFirst()));
    }
  }

  Optional<Digest> audited(ReleasePointer pointer, Set<Digest> policies)
      throws IOException, TufException {
    String path = pointer.auditPath();
    Optional<TargetFile> entry =
        word(AUDIT, path, Reason.NOT_AUDITED, "image " + pointer.image() + " has no verdict");
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    TargetClaims said = TargetClaims.of(entry.get());
    if (!said.image().equals(Optional.of(pointer.image()))) {
      refuse(
          Reason.AUDITED_OTHER,
          "released is "
              + pointer.image()
              + ", but the auditor's "
              + path
              + " is about "
              + said.image().map(Digest::toString).orElse("no image"));
    }
    if (!said.verdict().equals(Optional.of(ALLOW))) {
      refuse(
          Reason.AUDIT_DENIED,
          "the auditor's "
              + path
              + " says "
              + said.verdict().map(FormatException::quote).orElse("no verdict")
              + ", wanted \"allow\"");
    }
    if (said.policy().filter(policies::contains).isEmpty()) {
      refuse(
          Reason.POLICY_UNKNOWN,
          "the auditor's "
              + path
              + " is under policy "
              + said.policy().map(Digest::toString).orElse("unnamed")
              + ", which this host does not accept");
    }
    return said.policy();
  }

  /** Else the leak of one key would be the leak of two roles. */
  void keysOfTheirOwn() {
    List<String> roles = List.copyOf(speakers.keySet());
    for (int i = 0; i < roles.size(); i++) {
      for (int j = i + 1; j < roles.size(); j++) {
        overlap(roles.get(i), roles.get(j));
      }
    }
  }

  private void overlap(String one, String other) {
    for (Holders a : speakers.getOrDefault(one, List.of())) {
      for (Holders b : speakers.getOrDefault(other, List.of())) {
        Optional<String> shared = KeyOverlap.find(a, b);
        if (shared.isPresent()) {
          refuse(
              Reason.SHARED_KEY,
              "roles " + one + " and " + other + " share key " + shared.get() + ": one leak, two");
          return;
        }
      }
    }
  }
}
