package dev.plimsoll.pipeline.engine;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.Doorbell;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.step.AuditKernel;
import dev.plimsoll.pipeline.step.BuildImage;
import dev.plimsoll.pipeline.step.Decide;
import dev.plimsoll.pipeline.step.ImageSource;
import dev.plimsoll.pipeline.step.PublishImage;
import dev.plimsoll.pipeline.step.SignLayers;
import dev.plimsoll.pipeline.step.StatementSigner;
import dev.plimsoll.pipeline.step.Steps;
import dev.plimsoll.pipeline.testing.FakeImageSource;
import dev.plimsoll.pipeline.testing.FakePublisher;
import dev.plimsoll.pipeline.testing.Faults;
import dev.plimsoll.pipeline.testing.FolderBlobStore;
import dev.plimsoll.pipeline.testing.MemoryEventLog;
import dev.plimsoll.pipeline.testing.MemoryRunStore;
import dev.plimsoll.policy.PolicyLibrary;
import dev.plimsoll.signer.BundleSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A whole pipeline over fakes of its storage, with real policies, kernel audit and signatures. What
 * is stored outlives {@link #newLife}, as disks outlive processes.
 */
final class Rig {
  static final String ALLOWED = "console=ttyS0 quiet";
  static final String DENIED = "console=ttyS0 mitigations=off";
  static final SigningKey SIGNING = FixedKeys.p256("signing");
  static final SigningKey AUDITOR = FixedKeys.p256("auditor-vsa");
  static final SigningKey RELEASE = FixedKeys.p256("release");
  private static final KernelAudit AUDIT = new KernelAudit();
  private static final PolicyLibrary LIBRARY = KernelAudit.policies();

  final MemoryEventLog log = new MemoryEventLog(Faults.none());
  final MemoryRunStore store = new MemoryRunStore(Faults.none());
  final FolderBlobStore blobs;
  final FakePublisher publisher = new FakePublisher(Faults.none());
  ImageSource images;
  private final Path work;
  private final AtomicLong now =
      new AtomicLong(Instant.parse("2026-02-03T04:05:06Z").toEpochMilli());
  private final Random random = new Random(1);

  BootSnapshots snapshots = new BootSnapshots((releases, policies) -> releases);
  Journal journal;
  RunEngine engine;
  Releases releases;
  Catalog catalog;
  RunIntake intake;

  private final RetryPolicy retry;

  Rig(Path folder) throws IOException {
    this(folder, 3);
  }

  Rig(Path folder, int attempts) throws IOException {
    this.retry = new RetryPolicy(attempts, Duration.ofMillis(1), Duration.ofMillis(1));
    this.blobs =
        new FolderBlobStore(
            java.nio.file.Files.createDirectories(folder.resolve("blobs")), Faults.none());
    this.work = java.nio.file.Files.createDirectories(folder.resolve("work"));
    this.images = new FakeImageSource(blobs);
    newLife();
  }

  /** A process that starts over what is stored. */
  void newLife() throws IOException {
    snapshots = new BootSnapshots((releases, policies) -> releases);
    journal =
        new Journal(
            log,
            store,
            snapshots,
            Doorbell.silent(),
            () -> Instant.ofEpochMilli(now.addAndGet(1000)));
    Steps steps =
        new Steps(
            new BuildImage(request -> images.build(request), blobs, work),
            new AuditKernel(AUDIT::audit, LIBRARY, blobs),
            new Decide(blobs),
            new SignLayers(blobs, signer(SIGNING), signer(AUDITOR)),
            new PublishImage(blobs, publisher));
    engine =
        new RunEngine(
            journal,
            store,
            steps,
            retry,
            duration -> {},
            () -> Instant.ofEpochMilli(now.addAndGet(1000)),
            random,
            2);
    releases = new Releases(journal, store, List.<VerifyingKey>of(RELEASE.publicKey()));
    catalog = new Catalog(log, store, blobs, snapshots, engine::isActive);
    intake = new RunIntake(engine, blobs, LIBRARY, List.of("baseline"), role -> Optional.empty());
    journal.recover();
  }

  static RunInput input(String commandLine) {
    return input(commandLine, Optional.empty());
  }

  static RunInput input(String commandLine, Optional<String> key, String... policies) {
    return new RunInput(
        "tiny",
        List.of(new Spec("tiny.yml", Bytes.ofUtf8(commandLine))),
        Path.of("/nowhere"),
        new RunInput.Lock.None(),
        LockMode.ADD,
        List.of(policies),
        "default",
        key);
  }

  /** Submits and waits for the end. */
  RunState run(String commandLine) throws Exception {
    return engine.await(submit(commandLine), Duration.ofSeconds(30));
  }

  RunId submit(String commandLine, String... policies) throws IOException, FormatException {
    return switch (intake.submit(input(commandLine, Optional.empty(), policies))) {
      case Submission.Accepted a -> a.id();
      case Submission.Repeated r -> r.id();
      case Submission.KeyTaken k -> throw new AssertionError(k);
      case Submission.Busy b -> throw new AssertionError(b);
    };
  }

  private static StatementSigner signer(SigningKey key) {
    return StatementSigner.of(new BundleSigner(key));
  }
}
