package dev.plimsoll.pipeline.testing;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The log in memory; survives a simulated death when it is handed to the next life. */
public final class MemoryEventLog implements EventLog {
  private final List<StoredEvent> events = new ArrayList<>();
  private final TreeSet<Long> outbox = new TreeSet<>();
  private Faults faults;

  public MemoryEventLog(Faults faults) {
    this.faults = faults;
  }

  /** From now on. */
  public synchronized void faults(Faults newFaults) {
    this.faults = newFaults;
  }

  @Override
  public synchronized StoredEvent append(
      StreamId stream, long expectedVersion, RunEvent event, Instant time)
      throws IOException, StaleVersionException {
    long version = read(stream).size();
    if (version != expectedVersion) {
      throw new StaleVersionException(stream, expectedVersion, version);
    }
    return faults.around(
        "append " + event.type(),
        () -> {
          Digest previous = events.isEmpty() ? StoredEvent.GENESIS : events.getLast().digest();
          StoredEvent stored =
              StoredEvent.chain(events.size() + 1, stream, version + 1, time, event, previous);
          events.add(stored);
          outbox.add(stored.number());
          return stored;
        });
  }

  @Override
  public synchronized List<StoredEvent> read(StreamId stream) {
    return events.stream().filter(e -> e.stream().equals(stream)).toList();
  }

  @Override
  public synchronized long version(StreamId stream) {
    return read(stream).size();
  }

  @Override
  public synchronized List<StoredEvent> readAfter(long after, int limit) {
    return events.stream().filter(e -> e.number() > after).limit(limit).toList();
  }

  @Override
  public synchronized List<StoredEvent> pending(int limit) {
    return events.stream().filter(e -> outbox.contains(e.number())).limit(limit).toList();
  }

  @Override
  public synchronized void delivered(long number) throws IOException {
    faults.around("deliver", () -> outbox.remove(number));
  }
}
