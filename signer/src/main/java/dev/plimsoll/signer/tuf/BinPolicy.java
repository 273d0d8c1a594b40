package dev.plimsoll.signer.tuf;

import java.util.Map;

/**
 * Into how many succinct hash bins the online roles are split (TAP 15). More bins make each
 * smaller, and the snapshot, which every client fetches, larger; so roles on the boot path have
 * small bins, and {@code layers}, which no boot asks for, few large ones. The figures are in
 * bench/README.md.
 *
 * @param trees by role name
 * @param otherwise for an online role that is not among them
 */
public record BinPolicy(Map<String, Tree> trees, Tree otherwise) {
  /**
   * One role's bins.
   *
   * @param startBits 2^startBits bins at first; 0: no bins, targets stand in the role's own file
   * @param targetsPerBin with more than that on average, the bins are split by renewal
   */
  public record Tree(int startBits, int targetsPerBin) {
    static final int MOST_BITS = 14;

    public Tree {
      if (startBits < 0 || startBits > MOST_BITS || targetsPerBin < 1) {
        throw new IllegalArgumentException(
            "bins: 2^" + startBits + ", " + targetsPerBin + " targets each");
      }
    }

    /** The bit length for {@code targets} in all, at least {@code present}. */
    int bitsFor(long targets, int present) {
      int bits = present;
      while (bits > 0 && bits < MOST_BITS && targets > (long) targetsPerBin << bits) {
        bits++;
      }
      return bits;
    }
  }

  private static final int BOOT_PATH = 20;
  private static final int OFF_PATH = 500;

  /** Starts with 32 bins a role: names of two digits, to which growing up to 256 only adds. */
  public static final BinPolicy STANDARD =
      new BinPolicy(Map.of("layers", new Tree(5, OFF_PATH)), new Tree(5, BOOT_PATH));

  /** No bins: what the first repositories of this program had. */
  public static final BinPolicy FLAT = new BinPolicy(Map.of(), new Tree(0, 1));

  public BinPolicy {
    trees = Map.copyOf(trees);
  }

  public Tree tree(String role) {
    return trees.getOrDefault(role, otherwise);
  }

  /** {@link #expecting} for images of twelve layers at most, in the layout of this program. */
  public BinPolicy forImages(long images) {
    return expecting(Map.of("build", images, "audit", images, "layers", 12 * images));
  }

  /** This policy with bins from the start for what is to come, so that none need be split. */
  public BinPolicy expecting(Map<String, Long> targets) {
    Map<String, Tree> next = new java.util.HashMap<>(trees);
    targets.forEach(
        (role, count) -> {
          Tree tree = tree(role);
          next.put(role, new Tree(tree.bitsFor(count, tree.startBits()), tree.targetsPerBin()));
        });
    return new BinPolicy(next, otherwise);
  }
}
