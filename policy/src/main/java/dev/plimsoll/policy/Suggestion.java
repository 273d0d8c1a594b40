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

  /** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MAX_EDITS) {
      return MAX_EDITS + 1;
    }
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : least(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int least(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
