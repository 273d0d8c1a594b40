package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one part of a specification may know of the others: the containers' numbers and the volumes.
 * A single file of several is read without, because the others may define what it names.
 */
final class SpecContext {
  private static final int FIRST_ID = 100;

  private final ReferenceGrammar grammar;
  private final Optional<Names> names;

  private record Names(Map<String, Integer> ids, Map<String, Access> volumes) {}

  /** How a volume may be mounted. */
  enum Access {
    READ_WRITE,
    READ_ONLY
  }

  private SpecContext(ReferenceGrammar grammar, Optional<Names> names) {
    this.grammar = grammar;
    this.names = names;
  }

  /** For one file alone: every name is taken to be defined elsewhere. */
  static SpecContext ofOneFile(ReferenceGrammar grammar) {
    return new SpecContext(grammar, Optional.empty());
  }

  /**
   * @param containers names in LinuxKit's order: onboot, onshutdown, services; the first gets
   *     number 100, and of two with one name the later counts, as there
   */
  static SpecContext ofWhole(
      ReferenceGrammar grammar, Iterable<String> containers, Map<String, Access> volumes) {
    Map<String, Integer> ids = new TreeMap<>();
    int next = FIRST_ID;
    for (String name : containers) {
      ids.put(name, next++);
    }
    return new SpecContext(grammar, Optional.of(new Names(ids, new TreeMap<>(volumes))));
  }

  void checkReference(Located<String> reference) throws FormatException {
    grammar.check(reference);
  }

  /** The number of {@code root} or of a container. */
  long id(Located<String> name, String what) throws FormatException {
    if (name.value().isEmpty() || name.value().equals("root") || names.isEmpty()) {
      return 0;
    }
    Map<String, Integer> ids = names.get().ids;
    Optional<Integer> id = Optional.ofNullable(ids.get(name.value()));
    if (id.isEmpty()) {
      throw Checks.wrong(
          name, what, unknown(name.value(), ids.keySet(), "a number, root or a container's name"));
    }
    return id.get();
  }

  /** How the volume called {@code name} may be mounted. */
  Access volume(Located<String> at, String name, String what) throws FormatException {
    if (names.isEmpty()) {
      return Access.READ_WRITE; // the whole is checked once more
    }
    Map<String, Access> volumes = names.get().volumes;
    Optional<Access> access = Optional.ofNullable(volumes.get(name));
    if (access.isEmpty()) {
      String known = volumes.isEmpty() ? "" : " (" + String.join(", ", volumes.keySet()) + ")";
      throw Checks.wrong(
          at, what, unknown(name, volumes.keySet(), "an absolute path or a volume's name" + known));
    }
    return access.get();
  }

  /** Whether names can be looked up; when not, a read-only volume is not known as such. */
  boolean isWhole() {
    return names.isPresent();
  }

  private static String unknown(String name, Set<String> known, String wanted) {
    return Spelling.nearest(name, known)
        .map(n -> "did you mean \"" + n + "\"?")
        .orElse("wanted " + wanted);
  }
}
