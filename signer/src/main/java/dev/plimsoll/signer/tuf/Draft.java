package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The next publication, signed but for snapshot and timestamp.
 *
 * @param root a root that follows the present one
 * @param roles new versions of targets roles, by name, in the order they are written
 * @param expected targets that a client must find afterwards
 * @param deltas what changed in a role's list of targets, by role, for the changefeed
 * @param snapshotDue a new snapshot although no role changed
 */
record Draft(
    Optional<Signed<Root>> root,
    Map<String, RoleFile> roles,
    Map<String, TargetFile> expected,
    Map<String, Delta> deltas,
    boolean snapshotDue) {
  Draft {
    roles = new LinkedHashMap<>(roles);
    expected = Map.copyOf(expected);
    deltas = Map.copyOf(deltas);
  }

  /** Target paths; one whose entry is another now counts as added. */
  record Delta(List<String> added, List<String> removed) {
    static final Delta NONE = new Delta(List.of(), List.of());

    Delta {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  static Draft of(
      Map<String, RoleFile> roles, Map<String, TargetFile> expected, Map<String, Delta> deltas) {
    return new Draft(Optional.empty(), roles, expected, deltas, false);
  }

  boolean newSnapshot() {
    return snapshotDue || !roles.isEmpty() || root.isPresent();
  }
}
