package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.TargetFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One role that lists targets, verified.
 *
 * @param name {@code targets} or {@code targets/…}
 * @param role key ids and threshold, of its delegator
 * @param keys the keys of {@code role}, by id
 * @param paths prefixes of the names it may list: its own as far as all its delegators have them
 * @param file empty for a delegation that nobody has signed anything for yet
 */
public record NotaryRole(
    String name,
    Role role,
    Map<String, NotaryKey> keys,
    List<String> paths,
    Optional<NotaryFile<NotaryTargets>> file) {
  public NotaryRole {
    keys = Map.copyOf(keys);
    paths = List.copyOf(paths);
  }

  /** Whether it may speak about {@code targetName}. */
  public boolean covers(String targetName) {
    return paths.stream().anyMatch(targetName::startsWith);
  }

  /** What it lists and may list, by target name. */
  public Map<String, TargetFile> targets() {
    Map<String, TargetFile> targets = new LinkedHashMap<>();
    file.ifPresent(
        f ->
            f.signed()
                .targets()
                .forEach(
                    (name, target) -> {
                      if (covers(name)) {
                        targets.put(name, target);
                      }
                    }));
    return targets;
  }

  /** Names that it lists but may not: they count for nothing, as with Notary's own client. */
  public List<String> strayTargets() {
    return file.stream()
        .flatMap(f -> f.signed().targets().keySet().stream())
        .filter(name -> !covers(name))
        .toList();
  }
}
