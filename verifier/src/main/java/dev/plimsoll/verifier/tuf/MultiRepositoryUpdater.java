package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.RepositoryMap;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.DisagreementException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks targets up in several repositories that must agree (TAP 4): the attacker of one of them
 * gets nowhere. A repository that cannot be reached or verified agrees with nobody; the others may
 * still reach the threshold. Blocking; not thread-safe.
 */
public final class MultiRepositoryUpdater {
  private final RepositoryMap map;
  private final Repositories repositories;
  private final Map<String, Updater> refreshed = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  private MultiRepositoryUpdater(RepositoryMap map, Repositories repositories) {
    this.map = map;
    this.repositories = repositories;
  }

  /** Starts an updater on the own store of each repository. */
  @FunctionalInterface
  public interface Repositories {
    Updater open(String repository) throws IOException, TufException;
  }

  /**
   * A target that enough repositories agree on.
   *
   * @param repositories who agree, in the map's order
   */
  public record Found(TargetFile file, List<String> repositories) {
    public Found {
      repositories = List.copyOf(repositories);
    }
  }

  public static MultiRepositoryUpdater of(RepositoryMap map, Repositories repositories) {
    return new MultiRepositoryUpdater(map, repositories);
  }

  /** Brings every repository of the map up to date; those that cannot be are in the answer. */
  public Map<String, String> refresh() {
    map.repositories().keySet().forEach(this::updater);
    return Map.copyOf(failed);
  }

  /**
   * The first mapping for {@code targetPath} whose threshold is reached decides; behind a
   * terminating one nothing is asked.
   *
   * @return empty when no repository that was asked lists the target
   * @throws DisagreementException when some do, but nowhere enough of them the same
   */
  public Optional<Found> findTarget(String targetPath) throws DisagreementException {
    List<String> lacking = new ArrayList<>();
    for (RepositoryMap.Mapping mapping : map.mapping()) {
      if (!mapping.covers(targetPath)) {
        continue;
      }
      Map<String, TargetFile> listed = lookUp(mapping.repositories(), targetPath);
      Optional<Found> found = agreed(mapping, listed);
      if (found.isPresent()) {
        return found;
      }
      lacking.add(
          mapping.threshold()
              + " of "
              + mapping.repositories()
              + " must agree, listed by "
              + listed.keySet());
      if (mapping.terminating()) {
        break;
      }
    }
    if (lacking.isEmpty()) {
      return Optional.empty();
    }
    throw new DisagreementException(
        targetPath,
        String.join("; ", lacking) + (failed.isEmpty() ? "" : "; not usable: " + failed));
  }

  /** The updater of a repository that agreed, for its targets. */
  public Updater updaterOf(String repository) {
    return Optional.ofNullable(refreshed.get(repository)).orElseThrow();
  }

  private Map<String, TargetFile> lookUp(List<String> names, String targetPath) {
    Map<String, TargetFile> listed = new LinkedHashMap<>();
    for (String name : names) {
      Optional<Updater> updater = updater(name);
      if (updater.isEmpty()) {
        continue;
      }
      try {
        updater.get().findTarget(targetPath).ifPresent(file -> listed.put(name, file));
      } catch (IOException | TufException e) {
        failed.put(name, String.valueOf(e.getMessage()));
      }
    }
    return listed;
  }

  private Optional<Updater> updater(String name) {
    if (!refreshed.containsKey(name) && !failed.containsKey(name)) {
      try {
        Updater updater = repositories.open(name);
        updater.refresh();
        refreshed.put(name, updater);
      } catch (IOException | TufException e) {
        failed.put(name, String.valueOf(e.getMessage()));
      }
    }
    return Optional.ofNullable(refreshed.get(name));
  }

  private static Optional<Found> agreed(
      RepositoryMap.Mapping mapping, Map<String, TargetFile> listed) {
    for (TargetFile candidate : listed.values()) {
      List<String> same =
          listed.entrySet().stream()
              .filter(e -> RoleAgreement.sameContent(e.getValue(), candidate))
              .map(Map.Entry::getKey)
              .toList();
      if (same.size() >= mapping.threshold()) {
        return Optional.of(new Found(candidate, same));
      }
    }
    return Optional.empty();
  }
}
