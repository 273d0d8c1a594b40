package dev.plimsoll.pipeline;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The truth: an append-only sequence of events with a hash chain and an outbox. Blocking;
 * thread-safe. Who can write to the storage can forge the whole log; the chain shows changes to
 * whoever kept a later digest.
 */
public interface EventLog {
  /**
   * Appends one event and its outbox entry in one transaction, durable on return. Not retried. When
   * it fails with an {@link IOException} the event may or may not have been stored: read the stream
   * again before trying again.
   *
   * @param expectedVersion number of events that the caller knows in the stream
   * @throws StaleVersionException when the stream has another length; nothing is stored
   */
  StoredEvent append(StreamId stream, long expectedVersion, RunEvent event, Instant time)
      throws IOException, StaleVersionException;

  /** All events of one stream in order. */
  List<StoredEvent> read(StreamId stream) throws IOException;

  /** How many events a stream has, without reading them: some have one a second. */
  long version(StreamId stream) throws IOException;

  /** Events of all streams with a number above {@code after}, in order, at most {@code limit}. */
  List<StoredEvent> readAfter(long after, int limit) throws IOException;

  /** Events that still stand in the outbox, in order, at most {@code limit}. */
  List<StoredEvent> pending(int limit) throws IOException;

  /** Takes an event out of the outbox; idempotent. */
  void delivered(long number) throws IOException;

  /** Another writer was faster. */
  final class StaleVersionException extends Exception {
    private static final long serialVersionUID = 1L;

    public StaleVersionException(StreamId stream, long expected, long found) {
      super("stream " + stream + " has " + found + " events, expected " + expected);
    }
  }
}
