package dev.plimsoll.policy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * One policy file as it was read, before the packs that it extends are merged into it.
 *
 * @param extensions packs whose rules it takes over, in the order of the file
 * @param precedence names of packs; the first decides where two contradict each other
 * @param controlMap the map that its own rules get controls from
 * @param digest of this document alone
 * @param at where the mapping starts
 */
record PolicyDocument(
    String name,
    String version,
    String title,
    String owner,
    Target target,
    Mode mode,
    List<String> requires,
    List<Extension> extensions,
    List<Word> precedence,
    List<Override> overrides,
    Optional<Word> controlMap,
    List<Rule> rules,
    Digest digest,
    SourcePosition at) {
  PolicyDocument {
    requires = List.copyOf(requires);
    extensions = List.copyOf(extensions);
    precedence = List.copyOf(precedence);
    overrides = List.copyOf(overrides);
    rules = List.copyOf(rules);
  }

  /** A word of the file and where it stands. */
  record Word(String text, SourcePosition at) {}

  /** A pack to take rules from; {@code pack} is written like what follows {@code --policy}. */
  record Extension(Word pack, Selection selection) {}

  /** Which rules of an extended pack are taken. */
  sealed interface Selection {
    record All() implements Selection {}

    record Only(List<Word> ids) implements Selection {}

    record Except(List<Word> ids) implements Selection {}
  }

  /**
   * A change of an inherited rule.
   *
   * @param rule {@code id} or {@code pack/id}
   * @param replaced the inherited rule gives way to another of the same id
   */
  record Override(
      Word rule,
      Optional<Severity> severity,
      Optional<Mode> mode,
      boolean replaced,
      String reason) {}

  /** The reference of the policy when its digest is {@code merged}. */
  PolicyRef ref(Digest merged) {
    return new PolicyRef(name, version, merged, mode);
  }
}
