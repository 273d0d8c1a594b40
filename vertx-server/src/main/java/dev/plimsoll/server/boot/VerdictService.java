package dev.plimsoll.server.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.signer.EnvelopeSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.boot.BootAppraiser;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Request bytes in, signed verdict out: parse, appraise from the snapshot in memory, sign. No I/O,
 * well under 100 µs, fit for an event loop. Thread-safe.
 */
public final class VerdictService {
  private final BootSnapshots snapshots;
  private final BootAppraiser appraiser;
  private final EnvelopeSigner signer;
  private final VerdictRecorder recorder;
  private final VerdictCounts counts;
  private final InstantSource clock;

  public VerdictService(
      BootSnapshots snapshots,
      SigningKey verdictKey,
      VerdictRecorder recorder,
      VerdictCounts counts,
      InstantSource clock) {
    this.snapshots = snapshots;
    this.appraiser = new BootAppraiser(host -> "default");
    this.signer = new EnvelopeSigner(verdictKey);
    this.recorder = recorder;
    this.counts = counts;
    this.clock = clock;
  }

  /**
   * The DSSE envelope, JSON.
   *
   * @throws FormatException when the question is not understood; the message names the field
   * @throws IOException when signing fails
   */
  public Bytes answer(byte[] body) throws FormatException, IOException {
    VerdictRequest request = VerdictRequest.parse(body);
    BootVerdict verdict = appraiser.appraise(request, snapshots.current(), clock.instant());
    Bytes envelope = signer.sign(BootVerdict.PAYLOAD_TYPE, verdict.encode()).encode();
    recorder.record(verdict);
    counts.count(verdict.verdict());
    return envelope;
  }
}
