package dev.plimsoll.server.testing;

import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A log whose process may end before or after an append, or before a delivery. */
public final class HaltingEventLog implements EventLog {
  private final EventLog log;
  private final HaltPoint halt;

  public HaltingEventLog(EventLog log, HaltPoint halt) {
    this.log = log;
    this.halt = halt;
  }

  @Override
  public StoredEvent append(StreamId stream, long expectedVersion, RunEvent event, Instant time)
      throws IOException, StaleVersionException {
    halt.reached("before:" + event.type());
    StoredEvent stored = log.append(stream, expectedVersion, event, time);
    halt.reached("after:" + event.type());
    return stored;
  }

  @Override
  public List<StoredEvent> read(StreamId stream) throws IOException {
    return log.read(stream);
  }

  @Override
  public long version(StreamId stream) throws IOException {
    return log.version(stream);
  }

  @Override
  public List<StoredEvent> readAfter(long after, int limit) throws IOException {
    return log.readAfter(after, limit);
  }

  @Override
  public List<StoredEvent> pending(int limit) throws IOException {
    return log.pending(limit);
  }

  @Override
  public void delivered(long number) throws IOException {
    for (StoredEvent e : log.pending(1)) {
      halt.reached("undelivered:" + e.event().type());
    }
    log.delivered(number);
  }
}
