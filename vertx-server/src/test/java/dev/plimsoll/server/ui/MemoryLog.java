package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A chained log in a list. */
final class MemoryLog implements EventLog {
  private final List<StoredEvent> events = new ArrayList<>();
  private long delivered;

  @Override
  public StoredEvent append(StreamId stream, long expectedVersion, RunEvent event, Instant time)
      throws StaleVersionException {
    long version = read(stream).size();
    if (version != expectedVersion) {
      throw new StaleVersionException(stream, expectedVersion, version);
    }
    Digest previous = events.isEmpty() ? StoredEvent.GENESIS : events.getLast().digest();
    StoredEvent stored =
        StoredEvent.chain(events.size() + 1, stream, version + 1, time, event, previous);
    events.add(stored);
    return stored;
  }

  @Override
  public List<StoredEvent> read(StreamId stream) {
    return events.stream().filter(e -> e.stream().equals(stream)).toList();
  }

  @Override
  public long version(StreamId stream) {
    return read(stream).size();
  }

  @Override
  public List<StoredEvent> readAfter(long after, int limit) {
    return events.stream().filter(e -> e.number() > after).limit(limit).toList();
  }

  @Override
  public List<StoredEvent> pending(int limit) {
    return readAfter(delivered, limit);
  }

  @Override
  public void delivered(long number) {
    delivered = number;
  }
}
