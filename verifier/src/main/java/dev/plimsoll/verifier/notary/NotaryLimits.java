package dev.plimsoll.verifier.notary;

/**
 * What one look at a collection may cost.
 *
 * @param rootBytes size of one root file
 * @param timestampBytes size of timestamp.json
 * @param listedBytes size of a file whose length another one lists
 * @param rootRotations steps along the chain of roots
 * @param roles files of delegations that are read
 * @param delegations delegations that are listed, over all files
 */
public record NotaryLimits(
    long rootBytes,
    long timestampBytes,
    long listedBytes,
    int rootRotations,
    int roles,
    int delegations) {
  /** Room for tens of thousands of tags. */
  public static final NotaryLimits STANDARD =
      new NotaryLimits(512_000, 64_000, 32L << 20, 256, 256, 1_024);
}
