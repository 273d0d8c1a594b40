package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.notary.NotaryRoles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was published and deleted, over all collections, oldest first. Thread-safe. */
public final class ChangeFeed {
  /** Most changes of one answer. */
  public static final int MAX_RECORDS = 1_000;

  /** Stands for the newest change, as a place to count back from. */
  public static final long NEWEST = -1;

  private final List<Change> changes = new ArrayList<>();

  /**
   * One change.
   *
   * @param id 1 and up
   * @param timestamp the timestamp that was published; empty for a deletion
   */
  public record Change(long id, Instant at, Gun gun, Optional<StoredFile> timestamp) {}

  synchronized void add(NotaryCommit commit) {
    Optional<StoredFile> timestamp =
        commit.files().stream().filter(f -> f.role().equals(NotaryRoles.TIMESTAMP)).findFirst();
    if (timestamp.isPresent() || commit.kind() == NotaryCommit.Kind.DELETION) {
      changes.add(new Change(changes.size() + 1L, commit.at(), commit.gun(), timestamp));
    }
  }

  /**
   * A page, oldest first: {@code records} changes after {@code id}, or, when negative, so many
   * before it; 0 for as many as an answer holds. With {@link #NEWEST} the last ones there are.
   *
   * @param gun only of this collection
   */
  public synchronized List<Change> page(Optional<Gun> gun, long id, long records) {
    int most = records == 0 ? MAX_RECORDS : (int) Math.min(MAX_RECORDS, Math.abs((double) records));
    boolean back = records < 0 || id == NEWEST;
    Stream<Change> wanted =
        (back ? changes.reversed() : changes)
            .stream()
                .filter(c -> gun.isEmpty() || c.gun().equals(gun.get()))
                .filter(c -> id == NEWEST || (back ? c.id() < id : c.id() > id))
                .limit(most);
    List<Change> page = wanted.toList();
    return back ? List.copyOf(page.reversed()) : page;
  }

  /** Hex of the SHA-256 of a change's timestamp, as Notary lists it; empty text for a deletion. */
  public static String sha256(Change change) {
    return change.timestamp().map(StoredFile::digest).map(Digest::hex).orElse("");
  }
}
