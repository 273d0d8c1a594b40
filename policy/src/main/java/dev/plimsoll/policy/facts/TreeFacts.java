package dev.plimsoll.policy.facts;

import java.util.List;
import java.util.Map;

/**
 * What is known of a file tree and its containers; in CEL {@code tree}. An element is a map of
 * text, numbers, booleans, lists and maps; what is not known of it is no member, so that a rule
 * which asks for it is UNKNOWN.
 */
public interface TreeFacts {
  String imageName();

  /** Such as {@code amd64}. */
  String arch();

  List<Map<String, Object>> containers();

  /**
   * @param kind e.g. {@code setuid}
   * @throws IllegalArgumentException when the facts do not know of such a kind: none is then not
   *     the same as nothing found
   */
  List<Map<String, Object>> files(String kind);
}
