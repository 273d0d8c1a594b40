package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;

/** Knows the form of image references; the sources of components define it. Thread-safe. */
@FunctionalInterface
public interface ReferenceGrammar {
  /** For callers that read no references: whatever is written will do. */
  ReferenceGrammar ANY = reference -> {};

  /**
   * @throws FormatException when {@code reference} can never be fetched, with its place
   */
  void check(Located<String> reference) throws FormatException;
}
