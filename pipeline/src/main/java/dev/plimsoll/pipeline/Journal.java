package dev.plimsoll.pipeline;

import dev.plimsoll.pipeline.EventLog.StaleVersionException;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.RunEvent.ImageRevoked;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one way to make something happen: appends to the log, then works off the outbox. Blocking;
 * thread-safe.
 *
 * <p>Order and crash meaning, for each event: (1) append, durable: from here on it happened; (2)
 * save the projection; (3) swap the boot snapshot; (4) ring the doorbell; (5) take it out of the
 * outbox. A crash between any two leaves the event in the outbox, and {@link #drain} does the rest
 * at the next start or append; all of it is idempotent.
 */
public final class Journal {
  private static final Logger LOG = System.getLogger(Journal.class.getName());
  private static final int PAGE = 100; // events

  private final EventLog log;
  private final RunStore store;
  private final BootSnapshots snapshots;
  private final Doorbell doorbell;
  private final InstantSource clock;
  private final ReentrantLock draining = new ReentrantLock();

  public Journal(
      EventLog log,
      RunStore store,
      BootSnapshots snapshots,
      Doorbell doorbell,
      InstantSource clock) {
    this.log = log;
    this.store = store;
    this.snapshots = snapshots;
    this.doorbell = doorbell;
    this.clock = clock;
  }

  /**
   * Appends, durable on return; see {@link EventLog#append}. When working off the outbox fails
   * afterwards that is logged and made up for later: the event has happened.
   */
  public StoredEvent append(StreamId stream, long expectedVersion, RunEvent event)
      throws IOException, StaleVersionException {
    StoredEvent stored = log.append(stream, expectedVersion, event, clock.instant());
    try {
      drain();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          Logger.Level.WARNING,
          "event {0} is stored, its projection comes later: {1}",
          stored.number(),
          e.toString());
    }
    return stored;
  }

  public List<StoredEvent> read(StreamId stream) throws IOException {
    return log.read(stream);
  }

  /** See {@link EventLog#version}. */
  public long version(StreamId stream) throws IOException {
    return log.version(stream);
  }

  /** Works off the outbox; at start also what the projection missed. */
  public void drain() throws IOException {
    draining.lock();
    try {
      for (List<StoredEvent> page = log.pending(PAGE); !page.isEmpty(); page = log.pending(PAGE)) {
        for (StoredEvent e : page) {
          project(e);
          ring(e);
          log.delivered(e.number());
        }
      }
    } finally {
      draining.unlock();
    }
  }

  /**
   * Brings the projection up to the log's end even where the outbox was worked off by an older
   * store, then the snapshot. Called once, at start, before anything is served.
   */
  public void recover() throws IOException {
    draining.lock();
    try {
      for (List<StoredEvent> page = log.readAfter(store.position(), PAGE);
          !page.isEmpty();
          page = log.readAfter(store.position(), PAGE)) {
        for (StoredEvent e : page) {
          save(e);
        }
      }
    } finally {
      draining.unlock();
    }
    snapshots.rebuild(store);
    drain();
  }

  /** A bell that cannot ring, such as at the end of the process, holds nothing up. */
  private void ring(StoredEvent e) {
    try {
      doorbell.ring(e);
    } catch (RuntimeException broken) {
      LOG.log(Logger.Level.DEBUG, "event {0} rang nowhere: {1}", e.number(), broken.toString());
    }
  }

  private void project(StoredEvent e) throws IOException {
    save(e);
    if (e.event() instanceof ImagePublished
        || e.event() instanceof ImageReleased
        || e.event() instanceof ImageRevoked) {
      snapshots.rebuild(store);
    }
  }

  /** Makes the snapshot anew, after what it rests on has changed without an event. */
  public void refresh() throws IOException {
    snapshots.rebuild(store);
  }

  /** The run's events up to {@code e}; other streams are long, and each event stands for itself. */
  private List<StoredEvent> upTo(StoredEvent e) throws IOException {
    if (!(e.stream() instanceof StreamId.Run)) {
      return List.of(e);
    }
    List<StoredEvent> upTo = new ArrayList<>(log.read(e.stream()));
    upTo.removeIf(other -> other.number() > e.number());
    return upTo;
  }

  private void save(StoredEvent e) throws IOException {
    if (e.number() <= store.position()) {
      return;
    }
    store.save(e.number(), Projection.of(e, upTo(e)));
  }
}
