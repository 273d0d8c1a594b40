package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Doorbell;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.engine.Releases;
import dev.plimsoll.pipeline.engine.RunEngine;
import dev.plimsoll.pipeline.engine.RunIntake;
import dev.plimsoll.pipeline.release.Promotions;
import dev.plimsoll.pipeline.release.TufReleaseGate;
import dev.plimsoll.pipeline.step.AuditKernel;
import dev.plimsoll.pipeline.step.BuildImage;
import dev.plimsoll.pipeline.step.Decide;
import dev.plimsoll.pipeline.step.PublishImage;
import dev.plimsoll.pipeline.step.SignLayers;
import dev.plimsoll.pipeline.step.StatementSigner;
import dev.plimsoll.pipeline.step.Steps;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.server.StartupException.Cause;
import dev.plimsoll.server.WorkspaceConfig.DevelopmentKeys;
import dev.plimsoll.server.adapter.DirectoryBlobStore;
import dev.plimsoll.server.adapter.SqliteDatabase;
import dev.plimsoll.server.adapter.SqliteEventLog;
import dev.plimsoll.server.adapter.SqliteRunStore;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.tuf.BinPolicy;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.Ceremony;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a {@link Workspace}, put together in the order in which they need each other. */
record WorkspaceParts(
    WorkspaceConfig config,
    DataDirectory data,
    List<String> notices,
    Keys keys,
    SqliteDatabase database,
    EventLog log,
    RunStore store,
    BlobStore blobs,
    BootSnapshots snapshots,
    Journal journal,
    TufRepository tuf,
    OnlineTufKeys onlineTuf,
    Ceremony ceremony,
    PolicyLibrary library,
    RunEngine engine,
    RunIntake intake,
    Releases releases,
    Promotions promotions,
    Catalog catalog)
    implements AutoCloseable {

  static WorkspaceParts open(WorkspaceConfig config, Doorbell doorbell, Wiring wiring)
      throws StartupException {
    DataDirectory data = DataDirectory.own(config.dataDirectory());
    List<AutoCloseable> opened = new ArrayList<>(List.of(data));
    try {
      return open(config, doorbell, wiring, data, opened);
    } catch (IOException | FormatException | RuntimeException e) {
      closeAll(opened);
      throw new StartupException(Cause.EVIDENCE, oneLine(e), e);
    } catch (StartupException e) {
      closeAll(opened);
      throw e;
    }
  }

  private static WorkspaceParts open(
      WorkspaceConfig config,
      Doorbell doorbell,
      Wiring wiring,
      DataDirectory data,
      List<AutoCloseable> opened)
      throws IOException, FormatException, StartupException {
    SqliteDatabase database = SqliteDatabase.open(data.database());
    opened.add(database);
    SecureRandom random = new SecureRandom();
    List<String> notices = new ArrayList<>();
    offlineKeys(config, data, random, notices);
    Keys keys = Keys.loadOrCreate(data, random);
    OnlineTufKeys onlineTuf = OnlineTufKeys.load(data.keys(), keys.tuf(), random);
    TufRepository tuf = tuf(data, keys, onlineTuf, random, wiring.clock().instant());
    Ceremony ceremony = ceremony(data, tuf, notices, wiring.clock().instant());
    EventLog log = wiring.log().apply(new SqliteEventLog(database));
    RunStore store = new SqliteRunStore(database);
    BlobStore blobs = wiring.blobs().apply(DirectoryBlobStore.open(data.blobs()));
    BootSnapshots snapshots = new BootSnapshots(new TufReleaseGate(tuf, blobs, wiring.clock()));
    Journal journal = new Journal(log, store, snapshots, doorbell, wiring.clock());
    journal.recover();
    Steps steps = steps(config, data, wiring, keys, tuf, blobs);
    RunEngine engine =
        new RunEngine(
            journal,
            store,
            steps,
            wiring.retry(),
            Thread::sleep,
            wiring.clock(),
            random,
            config.parallelRuns());
    opened.add(engine);
    engine.start();
    Releases releases = new Releases(journal, store, keys.releaseVerifiers());
    return new WorkspaceParts(
        config,
        data,
        List.copyOf(notices),
        keys,
        database,
        log,
        store,
        blobs,
        snapshots,
        journal,
        tuf,
        onlineTuf,
        ceremony,
        wiring.library(),
        engine,
        new RunIntake(
            engine, blobs, wiring.library(), config.policies(), role -> agent(config, keys, role)),
        releases,
        new Promotions(releases, tuf, ceremony, blobs, journal, snapshots, wiring.clock()),
        new Catalog(log, store, blobs, snapshots, engine::isActive));
  }

  private static void offlineKeys(
      WorkspaceConfig config, DataDirectory data, SecureRandom random, List<String> notices)
      throws IOException, FormatException, StartupException {
    if (TufFoundation.begun(data.root())) {
      throw new StartupException(
          Cause.INPUT,
          "the TUF repository in "
              + data.root()
              + " is being founded: root and targets wait for signatures (plimsoll tuf status)");
    }
    boolean initialised =
        Files.isDirectory(data.tuf().resolve("metadata"))
            && Files.exists(data.keys().resolve("release.pub"));
    if (initialised || OfflineKeyFiles.present(data.offlineKeys())) {
      return;
    }
    if (config.developmentKeys() == DevelopmentKeys.REFUSE) {
      throw new StartupException(
          Cause.INPUT,
          "no keys in "
              + data.offlineKeys()
              + ": make development keys with --dev-keys or plimsoll keys dev-init, or put"
              + " root, targets and release keys there for the first start");
    }
    OfflineKeyFiles.create(data.offlineKeys(), random);
    notices.add(
        "DEVELOPMENT KEYS were made in "
            + data.offlineKeys()
            + ": whoever reads them can release any image. Keep real root, targets and release"
            + " keys offline.");
  }

  private static TufRepository tuf(
      DataDirectory data, Keys keys, OnlineTufKeys online, SecureRandom random, Instant now)
      throws IOException, FormatException {
    if (!Files.exists(data.tuf().resolve("metadata").resolve("timestamp.json"))) {
      TufRepository.initialise(
          data.tuf(), OfflineKeyFiles.load(data.offlineKeys(), random), keys.tuf(), now);
    }
    TufRepository repository = TufRepository.open(data.tuf(), online.ring(), BinPolicy.STANDARD);
    repository.renewIfDue(now);
    return repository;
  }

  /** What a crash left between publishing a signed file and forgetting that it waits. */
  private static Ceremony ceremony(
      DataDirectory data, TufRepository tuf, List<String> notices, Instant now) throws IOException {
    Ceremony ceremony = Ceremony.of(TufFoundation.pending(data.tuf()), new RepositoryFiles(tuf));
    try {
      ceremony.settle(now);
    } catch (FormatException e) {
      notices.add("TUF: what waits for signatures is not published: " + e.getMessage());
    }
    return ceremony;
  }

  private static Steps steps(
      WorkspaceConfig config,
      DataDirectory data,
      Wiring wiring,
      Keys keys,
      TufRepository tuf,
      BlobStore blobs)
      throws IOException {
    Path temporary = Files.createDirectories(data.work().resolve("build"));
    Path runs = Files.createDirectories(data.work().resolve("runs"));
    return new Steps(
        new BuildImage(
            wiring.images().apply(blobs, temporary), blobs, runs, config.builds().sources()),
        new AuditKernel(wiring.auditor(), wiring.library(), blobs),
        new Decide(blobs),
        new SignLayers(
            blobs,
            StatementSigner.of(new BundleSigner(keys.signing())),
            StatementSigner.of(new BundleSigner(keys.auditor()))),
        new PublishImage(blobs, tuf::publish));
  }

  private static Optional<BootAgent> agent(WorkspaceConfig config, Keys keys, String role)
      throws IOException {
    if (config.agent().isEmpty()) {
      return Optional.empty();
    }
    WorkspaceConfig.AgentFiles files = config.agent().get();
    return Optional.of(
        new BootAgent(
            Bytes.copyOf(Files.readAllBytes(files.program())),
            Bytes.copyOf(Files.readAllBytes(files.initScript())),
            keys.verdict().publicKey().toPem(),
            keys.releaseKeys(),
            role));
  }

  /** Stops the workers first, so that nothing writes to what is closed after. */
  @Override
  public void close() {
    engine.close();
    database.close();
    data.close();
  }

  private static void closeAll(List<AutoCloseable> opened) {
    for (AutoCloseable part : opened.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(Workspace.class.getName())
            .log(System.Logger.Level.WARNING, "closing after a failed start", e);
      }
    }
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage();
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "file " + message + " is missing";
    }
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
