package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.tuf.KeyOverlap.Holders;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one delegated role says about one target path: itself, or through those that it delegates to
 * (its hash bins). That a client finds the path is not enough: it must be this role's word, or a
 * second role that is trusted for the same path could speak in its place.
 *
 * @param file the entry
 * @param speakers who could have signed it: the role, and each delegate on the way
 */
record RoleWord(TargetFile file, List<Holders> speakers) {
  RoleWord {
    speakers = List.copyOf(speakers);
  }

  /** What came of asking a role. */
  sealed interface Answer {
    /** The role's word, and the one that clients find. */
    record Said(RoleWord word) implements Answer {}

    /** The role says nothing about the path. */
    record Silent() implements Answer {}

    /** The top-level targets do not name the role. */
    record NotDelegated() implements Answer {}

    /** A client finds an entry that is not this role's. */
    record Overruled() implements Answer {}
  }

  /** Asks {@code role} about {@code path}, as the unchanged workflow finds it (§5.6.7). */
  static Answer ask(Updater updater, String role, String path) throws IOException, TufException {
    Optional<TargetFile> found = updater.findTarget(path);
    TrustedMetadataSet trusted = updater.trusted();
    Optional<Delegations> top = trusted.targets().flatMap(t -> t.signed().delegations());
    Optional<DelegatedRole> named =
        top.flatMap(d -> d.roles().stream().filter(r -> r.name().equals(role)).findFirst());
    if (top.isEmpty() || named.isEmpty()) {
      return new Answer.NotDelegated();
    }
    if (found.isEmpty()) {
      return new Answer.Silent();
    }
    Optional<RoleWord> word =
        named.get().covers(path)
            ? new Walk(trusted, path).down(Targets.TYPE, top.get(), named.get(), List.of())
            : Optional.empty();
    return word.isPresent() && word.get().file().equals(found.get())
        ? new Answer.Said(word.get())
        : new Answer.Overruled();
  }

  /** Goes over files that the updater has verified; it fetches none. */
  private static final class Walk {
    private final TrustedMetadataSet trusted;
    private final String path;
    private final Set<String> visited = new HashSet<>(Set.of(Root.TYPE, Targets.TYPE));

    Walk(TrustedMetadataSet trusted, String path) {
      this.trusted = trusted;
      this.path = path;
    }

    Optional<RoleWord> down(
        String delegator, Delegations by, DelegatedRole role, List<Holders> above) {
      Optional<Signed<Targets>> file = trusted.targets(delegator, role.name());
      if (!visited.add(role.name()) || file.isEmpty()) {
        return Optional.empty();
      }
      List<Holders> speakers = new ArrayList<>(above);
      speakers.add(new Holders(role.role(), by));
      Optional<TargetFile> entry = Optional.ofNullable(file.get().signed().targets().get(path));
      if (entry.isPresent()) {
        return Optional.of(new RoleWord(entry.get(), speakers));
      }
      if (file.get().signed().delegations().isEmpty()) {
        return Optional.empty();
      }
      Delegations next = file.get().signed().delegations().get();
      for (DelegatedRole delegate : next.rolesFor(path)) {
        Optional<RoleWord> word = down(role.name(), next, delegate, speakers);
        if (word.isPresent() || delegate.terminating()) {
          return word;
        }
      }
      return Optional.empty();
    }
  }
}
