package dev.plimsoll.pipeline.engine;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.pipeline.EventLog.StaleVersionException;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.RunEvent.ImageRevoked;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.pipeline.engine.ReleaseRefusedException.Code;
import dev.plimsoll.verifier.EnvelopeVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * Which role may boot which image. Takes statements that were signed elsewhere by a pinned release
 * key, and never signs one. Blocking; thread-safe: versions of the release stream are compared on
 * append, so two statements at once cannot both pass a check that only one may pass.
 */
public final class Releases {
  private static final System.Logger LOG = System.getLogger(Releases.class.getName());
  private static final StreamId STREAM = new StreamId.Releases();

  private final Journal journal;
  private final RunStore store;
  private final List<VerifyingKey> releaseKeys;

  public Releases(Journal journal, RunStore store, List<VerifyingKey> releaseKeys) {
    this.journal = journal;
    this.store = store;
    this.releaseKeys = List.copyOf(releaseKeys);
  }

  /**
   * Checks the statement and changes nothing.
   *
   * @throws FormatException when the payload is no release statement
   * @throws ReleaseRefusedException with the rule that it breaks
   */
  public ReleaseStatement check(Envelope envelope)
      throws IOException, FormatException, ReleaseRefusedException {
    ReleaseStatement statement = verify(envelope);
    journal.drain(); // whoever saw an image published may release it
    List<StoredEvent> stream = journal.read(STREAM);
    checkImage(statement, stream);
    checkOrder(statement, lastOf(statement.role(), stream));
    return statement;
  }

  /**
   * Checks the statement and makes it take effect; durable on return. A statement that was accepted
   * before is answered alike and stored once.
   *
   * @throws FormatException when the payload is no release statement
   * @throws ReleaseRefusedException with the rule that it breaks
   */
  public ImageReleased accept(Envelope envelope)
      throws IOException, FormatException, ReleaseRefusedException {
    ReleaseStatement statement = verify(envelope);
    ImageReleased event =
        new ImageReleased(
            statement.image(),
            statement.role(),
            statement.minVersion(),
            statement.epoch(),
            envelope.encode().base64());
    journal.drain(); // whoever saw an image published may release it
    while (true) {
      List<StoredEvent> stream = journal.read(STREAM);
      Optional<ImageReleased> last = lastOf(statement.role(), stream);
      if (last.isPresent() && last.get().equals(event)) {
        journal.drain();
        return event;
      }
      checkImage(statement, stream);
      checkOrder(statement, last);
      try {
        journal.append(STREAM, stream.size(), event);
        journal.drain(); // in force, not only stored, when the caller hears of it
        return event;
      } catch (StaleVersionException e) {
        LOG.log(Level.DEBUG, "released or revoked in between, checking again: {0}", e.getMessage());
      }
    }
  }

  /**
   * Takes the image from all hosts by raising the epoch; durable on return. Revoking twice changes
   * nothing.
   *
   * @return the epoch since which the image is revoked
   */
  public long revoke(Digest image, String reason) throws IOException, ReleaseRefusedException {
    journal.drain();
    if (store.image(image).isEmpty()) {
      throw new ReleaseRefusedException(
          Code.IMAGE_UNKNOWN, "image " + image + " was not published here");
    }
    while (true) {
      List<StoredEvent> stream = journal.read(STREAM);
      long epoch = 0;
      for (StoredEvent e : stream) {
        if (e.event() instanceof ImageRevoked r) {
          if (r.image().equals(image)) {
            journal.drain();
            return r.epoch();
          }
          epoch = Math.max(epoch, r.epoch());
        }
      }
      try {
        journal.append(STREAM, stream.size(), new ImageRevoked(image, reason, epoch + 1));
        journal.drain(); // in force, not only stored, when the caller hears of it
        return epoch + 1;
      } catch (StaleVersionException e) {
        LOG.log(Level.DEBUG, "released or revoked in between, counting again: {0}", e.getMessage());
      }
    }
  }

  private ReleaseStatement verify(Envelope envelope)
      throws FormatException, ReleaseRefusedException {
    try {
      Bytes payload = EnvelopeVerifier.verify(envelope, ReleaseStatement.PAYLOAD_TYPE, releaseKeys);
      return ReleaseStatement.parse(payload);
    } catch (VerificationException e) {
      throw new ReleaseRefusedException(
          Code.SIGNATURE,
          "release statement is not signed by a pinned release key: " + e.getMessage());
    }
  }

  private void checkImage(ReleaseStatement statement, List<StoredEvent> stream)
      throws IOException, ReleaseRefusedException {
    Optional<ImageRow> found = store.image(statement.image());
    if (found.isEmpty()) {
      throw new ReleaseRefusedException(
          Code.IMAGE_UNKNOWN, "image " + statement.image() + " was not published here");
    }
    ImageRow image = found.get();
    if (!image.rootHash().equals(statement.rootHash())) {
      throw new ReleaseRefusedException(
          Code.ROOTHASH_MISMATCH,
          "release statement has rootHash "
              + statement.rootHash()
              + ", image "
              + statement.image()
              + " has "
              + image.rootHash());
    }
    if (!image.role().equals(statement.role())) {
      throw new ReleaseRefusedException(
          Code.ROLE_MISMATCH,
          "release statement is for role "
              + statement.role()
              + ", image "
              + statement.image()
              + " was built for hosts of role "
              + image.role());
    }
    for (StoredEvent e : stream) {
      if (e.event() instanceof ImageRevoked r && r.image().equals(statement.image())) {
        throw new ReleaseRefusedException(
            Code.IMAGE_REVOKED,
            "image "
                + statement.image()
                + " is revoked since epoch "
                + r.epoch()
                + ": "
                + r.reason());
      }
    }
  }

  private static void checkOrder(ReleaseStatement statement, Optional<ImageReleased> last)
      throws ReleaseRefusedException {
    if (last.isEmpty()) {
      return;
    }
    if (statement.epoch() < last.get().epoch()) {
      throw new ReleaseRefusedException(
          Code.EPOCH_OLD,
          "release statement has epoch "
              + statement.epoch()
              + ", lower than epoch "
              + last.get().epoch()
              + " of the last release of role "
              + statement.role());
    }
    if (statement.minVersion() < last.get().minVersion()) {
      throw new ReleaseRefusedException(
          Code.MIN_VERSION_OLD,
          "release statement has minVersion "
              + statement.minVersion()
              + ", lower than "
              + last.get().minVersion()
              + " of the last release of role "
              + statement.role());
    }
  }

  private static Optional<ImageReleased> lastOf(String role, List<StoredEvent> stream) {
    for (StoredEvent e : stream.reversed()) {
      if (e.event() instanceof ImageReleased r && r.role().equals(role)) {
        return Optional.of(r);
      }
    }
    return Optional.empty();
  }
}
