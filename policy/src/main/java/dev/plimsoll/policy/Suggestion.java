package dev.plimsoll.policy;

import java.util.Collection;

/** The word that was probably meant: at most two edits away. */
public final class Suggestion {
  private static final int MAX_EDITS = 2;

  private Suggestion() {}

  /** {@code "; did you mean \"x\"?"}, or nothing when no known word is near. */
  public static String of(String found, Collection<String> known) {
    String best = "";
    int bestEdits = MAX_EDITS + 1;
    for (String word : known) {
      int edits = edits(found, word);
      if (edits < bestEdits && edits < word.length()) {
        best = word;
        bestEdits = edits;
      }
    }
    return best.isEmpty() ? "" : "; did you mean \"" + best + "\"?";
  }

  /** Levenshtein's distance, or more than {@link #MAX_EDITS} when the lengths alone say so. */
  private static int edits(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MAX_EDITS) {
      return MAX_EDITS + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
