package dev.plimsoll.verifier.tuf;

/**
 * What an update may cost a client (TUF 1.0.34 §5.3.3, §5.4.1 and §5.6.7 leave the numbers open).
 *
 * @param rootBytes size of one root file
 * @param timestampBytes size of timestamp.json
 * @param snapshotBytes size of snapshot.json where timestamp lists no length
 * @param targetsBytes size of a targets file where snapshot lists no length
 * @param rootRotations steps along the chain of roots in one update
 * @param delegations roles visited to find one target
 */
public record UpdaterLimits(
    long rootBytes,
    long timestampBytes,
    long snapshotBytes,
    long targetsBytes,
    int rootRotations,
    int delegations) {
  /** As python-tuf, go-tuf and tuf-js have them. */
  public static final UpdaterLimits STANDARD =
      new UpdaterLimits(512_000, 16_384, 2_000_000, 5_000_000, 256, 32);
}
