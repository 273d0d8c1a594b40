package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.EventJson;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunRequest.AgentRef;
import dev.plimsoll.pipeline.RunRequest.LockInput;
import dev.plimsoll.pipeline.RunRequest.SpecRef;
import dev.plimsoll.pipeline.RunState.Queued;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Specification to image: manifest and layers in the blob store, the lock file as evidence. */
public final class BuildImage {
  static final String NAME = "build/1";
  private static final String LOCK_FILE = "plimsoll.lock";
  private static final String LOCK_TYPE = "application/vnd.plimsoll.lock.v1";
  private static final int MAX_LOCK = 4 << 20; // bytes

  private final ImageSource source;
  private final BlobStore blobs;
  private final Path workDirectory;
  private final SourceOptions sources;

  /** As below, fetching by the defaults. */
  public BuildImage(ImageSource source, BlobStore blobs, Path workDirectory) {
    this(source, blobs, workDirectory, SourceOptions.DEFAULT);
  }

  /**
   * @param workDirectory for lock files of runs that came without one; kept until the run is over,
   *     so that a build which is done again after a crash uses the versions of the first attempt
   * @param sources how components are fetched; digests decide what is taken, so it is no input
   */
  public BuildImage(
      ImageSource source, BlobStore blobs, Path workDirectory, SourceOptions sources) {
    this.source = source;
    this.blobs = blobs;
    this.workDirectory = workDirectory;
    this.sources = sources;
  }

  public RunEvent run(RunId run, Queued state, Instant now) throws IOException, FormatException {
    RunRequest request = state.request();
    Digest id = StepId.of(NAME, EventJson.encode(new RunEvent.RunRequested(request)));
    Path lock = lockFile(run, request.lock());
    BuiltImage image = source.build(buildRequest(request, lock));
    blobs.putDocument(Manifest.MEDIA_TYPE, image.manifestBytes());
    return new ImageBuilt(
        new StepMark(id, now),
        image.digest(),
        image.rootHash(),
        image.hashOffset(),
        image.commandLine(),
        image.commandLineAt(),
        image.kernelConfigWhere(),
        image.kernelRelease(),
        keepLock(lock),
        image.facts());
  }

  /** Removes the run's lock file; called when the run is over. */
  public void forget(RunId run) throws IOException {
    Path directory = workDirectory.resolve(run.toString());
    Files.deleteIfExists(directory.resolve(LOCK_FILE));
    Files.deleteIfExists(directory);
  }

  /** Removes lock files that a crash at the end of a run left behind. */
  public void forgetAllBut(Collection<RunId> inFlight) throws IOException {
    Set<String> kept = inFlight.stream().map(RunId::toString).collect(Collectors.toSet());
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(workDirectory)) {
      for (Path directory : directories) {
        if (!kept.contains(directory.getFileName().toString())) {
          Files.deleteIfExists(directory.resolve(LOCK_FILE));
          Files.deleteIfExists(directory);
        }
      }
    }
  }

  private BuildRequest buildRequest(RunRequest request, Path lock) throws IOException {
    List<BuildRequest.Spec> specs = new ArrayList<>();
    for (SpecRef s : request.specs()) {
      specs.add(new BuildRequest.Spec(s.file(), blobs.readDocument(s.text())));
    }
    Optional<BootAgent> agent = Optional.empty();
    if (request.agent().isPresent()) {
      AgentRef a = request.agent().get();
      agent =
          Optional.of(
              new BootAgent(
                  blobs.readDocument(a.program()),
                  blobs.readDocument(a.initScript()),
                  blobs.readDocument(a.verdictKeys()),
                  blobs.readDocument(a.releaseKeys()),
                  request.role()));
    }
    return new BuildRequest(
        request.name(),
        specs,
        Path.of(request.baseDirectory()),
        lock,
        request.lockMode(),
        agent,
        request.architecture(),
        sources);
  }

  private Path lockFile(RunId run, LockInput input) throws IOException {
    if (input instanceof LockInput.AtPath at) {
      return Path.of(at.path());
    }
    Path directory = Files.createDirectories(workDirectory.resolve(run.toString()));
    Path file = directory.resolve(LOCK_FILE);
    if (input instanceof LockInput.Inline inline && !Files.exists(file)) {
      Files.write(file, blobs.readDocument(inline.text()).toArray());
    }
    return file;
  }

  private Optional<Digest> keepLock(Path lock) throws IOException {
    if (!Files.isRegularFile(lock)) {
      return Optional.empty();
    }
    if (Files.size(lock) > MAX_LOCK) {
      throw new IOException(
          "lock file " + lock + " is " + Files.size(lock) + " bytes; the limit is " + MAX_LOCK);
    }
    Bytes text = Bytes.copyOf(Files.readAllBytes(lock));
    return Optional.of(blobs.putDocument(LOCK_TYPE, text).digest());
  }
}
