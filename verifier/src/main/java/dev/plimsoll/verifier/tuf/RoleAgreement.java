package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.DisagreementException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several roles that must each list a target, with the same length and hashes (TAP 3): one leaked
 * key speaks for no one else. Stock metadata cannot say it, so the client does. {@code custom} is
 * each role's own and not compared.
 *
 * @param roles delegates of the top-level targets, none twice
 * @param minimum so many of them must agree; all, for an AND
 */
public record RoleAgreement(List<String> roles, int minimum) {
  public RoleAgreement {
    roles = List.copyOf(roles);
    if (minimum < 1 || minimum > roles.stream().distinct().count()) {
      throw new IllegalArgumentException(minimum + " of " + roles);
    }
  }

  /** Every one of {@code roles}. */
  public static RoleAgreement all(String... roles) {
    return new RoleAgreement(List.of(roles), roles.length);
  }

  /**
   * What the roles agree on.
   *
   * @param path under which a role lists it; the same for all in TAP 3, by role in our layout
   * @throws DisagreementException when fewer than the minimum list one and the same content
   */
  public TargetFile require(Updater updater, Map<String, String> path)
      throws IOException, TufException {
    Map<String, TargetFile> listed = new LinkedHashMap<>();
    for (String role : roles) {
      String target = Optional.ofNullable(path.get(role)).orElseThrow();
      updater.findTarget(role, target).ifPresent(file -> listed.put(role, file));
    }
    return agreed(String.join(", ", path.values().stream().distinct().toList()), listed);
  }

  /** {@link #require} of TAP 3: one path for all. */
  public TargetFile require(Updater updater, String targetPath) throws IOException, TufException {
    Map<String, String> paths = new LinkedHashMap<>();
    roles.forEach(role -> paths.put(role, targetPath));
    return require(updater, paths);
  }

  /** The content that at least {@link #minimum} of {@link #roles} list. */
  TargetFile agreed(String what, Map<String, TargetFile> listed) throws DisagreementException {
    for (TargetFile candidate : listed.values()) {
      List<String> same = new ArrayList<>();
      listed.forEach(
          (role, file) -> {
            if (roles.contains(role) && sameContent(file, candidate)) {
              same.add(role);
            }
          });
      if (same.size() >= minimum) {
        return candidate;
      }
    }
    throw new DisagreementException(
        what,
        minimum
            + " of the roles "
            + roles
            + " must list one content; "
            + (listed.isEmpty() ? "none lists any" : listed.keySet() + " list different ones"));
  }

  /** Length and hashes are what a target is. */
  static boolean sameContent(TargetFile a, TargetFile b) {
    return a.length() == b.length() && a.hashes().equals(b.hashes());
  }
}
