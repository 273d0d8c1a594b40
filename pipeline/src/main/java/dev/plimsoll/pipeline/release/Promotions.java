package dev.plimsoll.pipeline.release;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.BootSnapshots;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.engine.ReleaseRefusedException;
import dev.plimsoll.pipeline.engine.ReleaseRefusedException.Code;
import dev.plimsoll.pipeline.engine.Releases;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.Ceremony;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a release as its manager signed it: the statement that boot agents check, and the next file
 * of the host role, whose pointer bears it out. The statement takes effect when the pointer is
 * published, which with a threshold above one is when enough managers have signed the same file.
 * Signs nothing. Blocking; thread-safe; safe to repeat after any failure.
 */
public final class Promotions {
  private final Releases releases;
  private final TufRepository repository;
  private final Ceremony ceremony;
  private final BlobStore blobs;
  private final Journal journal;
  private final BootSnapshots snapshots;
  private final InstantSource clock;

  public Promotions(
      Releases releases,
      TufRepository repository,
      Ceremony ceremony,
      BlobStore blobs,
      Journal journal,
      BootSnapshots snapshots,
      InstantSource clock) {
    this.releases = releases;
    this.repository = repository;
    this.ceremony = ceremony;
    this.blobs = blobs;
    this.journal = journal;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  /**
   * What moves a host role's pointer.
   *
   * @param file the next file of {@code host-<role>}, with the signatures so far
   * @param target bytes of {@code host/<role>/current}
   */
  public record Move(Bytes file, Bytes target) {}

  /** What came of it. */
  public sealed interface Outcome {
    /** In force. */
    record Released(ImageReleased event) implements Outcome {}

    /** More managers must sign the file. */
    record Pending(ReleaseStatement statement, SigningEvent event) implements Outcome {}
  }

  /**
   * Releases one image.
   *
   * @param move empty when the pointer is in its place, or comes another way; until it is there the
   *     statement has no effect
   * @throws FormatException when statement, file or pointer are malformed or contradict each other
   * @throws ReleaseRefusedException with the rule that it breaks
   */
  public Outcome release(Envelope envelope, Optional<Move> move)
      throws IOException, FormatException, ReleaseRefusedException {
    ReleaseStatement statement = releases.check(envelope);
    String role = ReleasePointer.tufRole(statement.role());
    requireDelegated(statement.role());
    if (move.isPresent()) {
      Optional<SigningEvent> waiting = point(role, statement, move.get());
      if (waiting.isPresent()) {
        return new Outcome.Pending(statement, waiting.get());
      }
    }
    ImageReleased event = releases.accept(envelope);
    journal.refresh();
    return new Outcome.Released(event);
  }

  /** Whether verdicts allow the image to hosts of the role now, as far as releases go. */
  public boolean inForce(String hostRole, Digest image) {
    return snapshots.current().released().getOrDefault(hostRole, Map.of()).containsKey(image);
  }

  /** The top-level targets, as they are published. */
  public Signed<Targets> targets() throws IOException, FormatException {
    Bytes file =
        findPublished(Targets.TYPE).orElseThrow(() -> new IOException("no targets.json published"));
    return Signed.parse("targets.json", file, Targets::parse);
  }

  /** The newest published file of a TUF role. */
  public Optional<Bytes> findPublished(String tufRole) {
    return repository.current(tufRole);
  }

  /** The next file of a TUF role, which waits for signatures. */
  public Optional<Bytes> findPending(String tufRole) throws IOException, FormatException {
    return ceremony.find(tufRole).map(e -> e.file().file());
  }

  /** Refuses a host role without managers. */
  public void requireDelegated(String hostRole)
      throws IOException, FormatException, ReleaseRefusedException {
    String role = ReleasePointer.tufRole(hostRole);
    boolean named =
        targets().signed().delegations().stream()
            .flatMap(d -> d.roles().stream())
            .anyMatch(r -> r.name().equals(role));
    if (!named) {
      throw new ReleaseRefusedException(
          Code.ROLE_UNDELEGATED,
          "host role "
              + hostRole
              + " has no release managers: name them with \"plimsoll tuf delegate\" (TUF role "
              + role
              + ")");
    }
  }

  private Optional<SigningEvent> point(String role, ReleaseStatement statement, Move move)
      throws IOException, FormatException, ReleaseRefusedException {
    ReleasePointer pointer = ReleasePointer.parse(move.target());
    Signed<Targets> file = Signed.parse(role + ".json", move.file(), Targets::parse);
    String path = ReleasePointer.path(statement.role());
    Optional<TargetFile> entry = Optional.ofNullable(file.signed().targets().get(path));
    if (!entry.equals(Optional.of(pointer.target()))) {
      throw new FormatException(role + ".json", path + " is not the pointer that came with it");
    }
    if (!pointer.image().equals(statement.image())
        || pointer.minVersion() != statement.minVersion()) {
      throw new ReleaseRefusedException(
          Code.POINTER_MISMATCH,
          "statement releases "
              + statement.image()
              + " with minVersion "
              + statement.minVersion()
              + ", pointer "
              + pointer.image()
              + " with "
              + pointer.minVersion());
    }
    blobs.putDocument("application/json", move.target()); // before anybody can ask for it
    if (isPublished(role, file)) {
      return Optional.empty();
    }
    return switch (ceremony.contribute(role, move.file(), clock.instant())) {
      case Ceremony.Outcome.Waiting w -> Optional.of(w.event());
      case Ceremony.Outcome.Published p -> Optional.empty();
    };
  }

  private boolean isPublished(String role, Signed<Targets> file)
      throws IOException, FormatException {
    Optional<Bytes> live = findPublished(role);
    return live.isPresent()
        && Signed.parse(role + ".json", live.get(), Targets::parse)
            .signedBytes()
            .equals(file.signedBytes());
  }
}
