package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Doorbell;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.engine.Releases;
import dev.plimsoll.pipeline.engine.RunEngine;
import dev.plimsoll.pipeline.engine.RunInput;
import dev.plimsoll.pipeline.engine.RunIntake;
import dev.plimsoll.pipeline.engine.Submission;
import dev.plimsoll.pipeline.release.Promotions;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.server.evidence.EvidenceCollector;
import dev.plimsoll.server.evidence.EvidenceCollector.NamedKey;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.Ceremony;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Everything but HTTP: keys, stores, TUF repository and run engine over one data directory, which
 * it owns until it is closed. The service and the embedded command line are both built on it.
 * Blocking; thread-safe.
 */
public final class Workspace implements AutoCloseable {
  private final WorkspaceParts parts;

  Workspace(WorkspaceParts parts) {
    this.parts = parts;
  }

  /**
   * Opens the data directory, making keys, tables and TUF repository at first, and goes on with the
   * runs that were in flight.
   *
   * @throws StartupException with one line that says what is wrong and what to do
   */
  public static Workspace open(WorkspaceConfig config) throws StartupException {
    return open(config, Doorbell.silent(), Wiring.real(config.builds()));
  }

  static Workspace open(WorkspaceConfig config, Doorbell doorbell, Wiring wiring)
      throws StartupException {
    return new Workspace(WorkspaceParts.open(config, doorbell, wiring));
  }

  /** Lines that people must see at start, such as that development keys were made. */
  public List<String> notices() {
    return parts.notices();
  }

  public DataDirectory data() {
    return parts.data();
  }

  public Catalog catalog() {
    return parts.catalog();
  }

  public RunEngine engine() {
    return parts.engine();
  }

  /** Accepts release statements and revocations. */
  public Releases releases() {
    return parts.releases();
  }

  /** Takes releases with the TUF pointer that bears them out. */
  public Promotions promotions() {
    return parts.promotions();
  }

  public BlobStore blobs() {
    return parts.blobs();
  }

  public RunStore store() {
    return parts.store();
  }

  /** The event log itself, to verify its chain. */
  public EventLog log() {
    return parts.log();
  }

  public Journal journal() {
    return parts.journal();
  }

  public BootSnapshots snapshots() {
    return parts.snapshots();
  }

  public TufRepository tuf() {
    return parts.tuf();
  }

  /** Makes online TUF keys for rotations. */
  public OnlineTufKeys onlineTufKeys() {
    return parts.onlineTuf();
  }

  /** Files of offline TUF roles that wait for signatures. */
  public Ceremony ceremony() {
    return parts.ceremony();
  }

  public PolicyLibrary policies() {
    return parts.library();
  }

  /** The online key that signs boot verdicts. */
  public SigningKey verdictKey() {
    return parts.keys().verdict();
  }

  /** The key that signs layers, images and provenance. */
  public SigningKey signingKey() {
    return parts.keys().signing();
  }

  /** The key that signs verification summaries. */
  public SigningKey auditorKey() {
    return parts.keys().auditor();
  }

  /** Public keys that signed layers, images, provenance and summaries, by what they are for. */
  public List<NamedKey> signingKeys() {
    return List.of(
        new NamedKey("signing", signingKey().publicKey()),
        new NamedKey("auditor-vsa", auditorKey().publicKey()));
  }

  /** What is known of a finished run, for reports. */
  public EvidenceCollector evidence() {
    return new EvidenceCollector(catalog(), signingKeys());
  }

  /** PEM of the pinned release keys. */
  public Bytes releaseKeys() {
    return parts.keys().releaseKeys();
  }

  public WorkspaceConfig config() {
    return parts.config();
  }

  /** Takes requests for runs. */
  public RunIntake intake() {
    return parts.intake();
  }

  /** See {@link RunIntake#submit}. */
  public Submission submit(RunInput input) throws IOException, FormatException {
    return parts.intake().submit(input);
  }

  /** Waits until the run is over. */
  public RunState await(RunId id, Duration atMost)
      throws IOException, InterruptedException, TimeoutException {
    return engine().await(id, atMost);
  }

  @Override
  public void close() {
    parts.close();
  }
}
