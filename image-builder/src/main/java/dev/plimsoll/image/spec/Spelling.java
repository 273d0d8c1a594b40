package dev.plimsoll.image.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a misspelt key was meant to be. */
public final class Spelling {
  private Spelling() {}

  /** The nearest candidate, when few enough letters differ to be a slip of the fingers. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int most = Math.max(1, Math.min(3, word.length() / 3));
    return candidates.stream()
        .filter(c -> Math.abs(c.length() - word.length()) <= most)
        .filter(c -> distance(word, c) <= Math.min(most, word.length() - 1))
        .min(Comparator.<String>comparingInt(c -> distance(word, c)).thenComparing(c -> c));
  }

  /** Optimal string alignment: insert, delete, replace, swap neighbours; letter case is free. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(java.util.Locale.ROOT);
    String b = right.toLowerCase(java.util.Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cell(a, b, d, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cell(String a, String b, int[][] d, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
