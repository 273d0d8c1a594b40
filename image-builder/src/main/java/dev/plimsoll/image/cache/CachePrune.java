package dev.plimsoll.image.cache;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.StoreDirectory;
import dev.plimsoll.image.store.StoreDirectory.Blob;
import dev.plimsoll.image.store.StoreDirectory.Note;
import dev.plimsoll.image.store.StoreDirectory.Use;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Removes what nobody needs: all but what lock files name, and what was used or stored lately. What
 * was made of something that stays, stays too; everything else that goes can be fetched or made
 * again. For whoever owns the directory alone, while nothing builds in it.
 *
 * @param blobs to remove, by digest
 */
public record CachePrune(List<Blob> blobs, List<Note> notes, List<Use> uses) {
  public CachePrune {
    blobs = List.copyOf(blobs);
    notes = List.copyOf(notes);
    uses = List.copyOf(uses);
  }

  /**
   * What to remove.
   *
   * @param unusedFor what was used or stored within it before {@code now} stays; empty: only what
   *     {@code locks} name
   */
  public static CachePrune plan(
      ContentStore store,
      StoreDirectory directory,
      List<LockText> locks,
      Optional<Duration> unusedFor,
      Instant now)
      throws IOException {
    Set<Digest> roots = new TreeSet<>();
    locks.forEach(lock -> roots.addAll(Reach.roots(lock)));
    List<Use> uses = directory.uses();
    List<Blob> blobs = directory.blobs();
    List<Note> notes = directory.notes();
    if (unusedFor.isPresent()) {
      Instant since = now.minus(unusedFor.get());
      uses.stream().filter(u -> u.last().isAfter(since)).forEach(u -> roots.add(u.root()));
      blobs.stream().filter(b -> b.put().isAfter(since)).forEach(b -> roots.add(b.digest()));
      notes.stream().filter(n -> n.made().isAfter(since)).forEach(n -> roots.add(n.output()));
    }
    Set<Digest> kept = new Reach(store).closure(roots);
    boolean more = true;
    while (more) {
      more = false;
      for (Note note : notes) {
        more |= kept.contains(note.input()) && kept.add(note.output());
      }
    }
    return new CachePrune(
        blobs.stream().filter(b -> !kept.contains(b.digest())).toList(),
        notes.stream().filter(n -> !kept.contains(n.output())).toList(),
        uses.stream().filter(u -> !kept.contains(u.root())).toList());
  }

  /** Bytes that go. */
  public long size() {
    return blobs.stream().mapToLong(Blob::size).sum();
  }

  /** Notes and uses first: nothing names a blob that is gone. */
  public void remove(StoreDirectory directory) throws IOException {
    for (Note note : notes) {
      directory.remove(note);
    }
    for (Use use : uses) {
      directory.remove(use);
    }
    for (Blob blob : blobs) {
      directory.remove(blob);
    }
  }
}
