package dev.plimsoll.server.boot;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.BootVerdict.Reason;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.EventLog.StaleVersionException;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunEvent.BootVerdictsRecorded;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.StreamId;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records verdicts behind the answer: {@link #record} puts a row into a bounded queue and returns
 * at once; a thread writes one batch a second, rows first, then one chained event. When the queue
 * is full, verdicts on the same image with the same outcome are merged into one row with a count,
 * so no verdict goes uncounted. A crash loses at most what came since the last batch; a batch whose
 * event is missing was written by a crash between the two, and its rows are not vouched for.
 */
public final class VerdictRecorder implements AutoCloseable {
  private static final Logger LOG = System.getLogger(VerdictRecorder.class.getName());
  private static final StreamId STREAM = new StreamId.BootVerdicts();

  private final Journal journal;
  private final RunStore store;
  private final int capacity;
  private final ConcurrentLinkedQueue<BootVerdictRow> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final Map<Outcome, Merged> merged = new ConcurrentHashMap<>();
  private final ScheduledExecutorService flusher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("verdict-recorder").daemon().factory());
  private long version = -1;

  private record Outcome(Digest image, BootVerdict.Decision decision, List<Reason> reasons) {}

  private record Merged(Instant first, AtomicLong count) {}

  /**
   * @param capacity rows of their own between two batches
   */
  public VerdictRecorder(Journal journal, RunStore store, int capacity, Duration batch) {
    this.journal = journal;
    this.store = store;
    this.capacity = capacity;
    start(batch);
  }

  /** The task catches what goes wrong, so its future says nothing. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void start(Duration batch) {
    flusher.scheduleWithFixedDelay(
        this::flushQuietly, batch.toMillis(), batch.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Never blocks; fit for an event loop. */
  public void record(BootVerdict v) {
    if (queued.get() >= capacity) {
      merged
          .computeIfAbsent(
              new Outcome(v.image(), v.verdict(), v.reasons()),
              k -> new Merged(v.issuedAt(), new AtomicLong()))
          .count()
          .incrementAndGet();
      return;
    }
    queued.incrementAndGet();
    queue.add(row(v.issuedAt(), v.host(), v.image(), v.verdict(), v.reasons(), 1));
  }

  /** Rows that wait for the next batch. */
  public int waiting() {
    return queued.get() + merged.size();
  }

  /** Writes what is waiting; blocking, durable on return. */
  public synchronized void flush() throws IOException {
    List<BootVerdictRow> rows = take();
    if (rows.isEmpty()) {
      return;
    }
    try {
      write(rows);
    } catch (IOException e) {
      queue.addAll(rows);
      queued.addAndGet(rows.size());
      throw e;
    }
  }

  @Override
  public void close() {
    flusher.shutdown();
    flushQuietly();
  }

  private List<BootVerdictRow> take() {
    List<BootVerdictRow> rows = new ArrayList<>();
    for (int left = queued.get(); left > 0; left--) {
      BootVerdictRow row = queue.poll();
      if (row == null) {
        break;
      }
      rows.add(row);
    }
    queued.addAndGet(-rows.size());
    for (Outcome key : List.copyOf(merged.keySet())) {
      Merged m = merged.remove(key);
      if (m != null) {
        rows.add(
            row(
                m.first(),
                BootVerdictRow.MANY_HOSTS,
                key.image(),
                key.decision(),
                key.reasons(),
                m.count().get()));
      }
    }
    return rows;
  }

  private void write(List<BootVerdictRow> rows) throws IOException {
    Digest batch = BootVerdictRow.batchDigest(rows);
    store.addVerdicts(batch, rows);
    long count = rows.stream().mapToLong(BootVerdictRow::count).sum();
    while (true) {
      try {
        if (version < 0) {
          version = journal.version(STREAM);
        }
        journal.append(STREAM, version, new BootVerdictsRecorded(count, batch));
        version++;
        return;
      } catch (StaleVersionException e) {
        version = -1;
      } catch (IOException e) {
        version = -1;
        throw e;
      }
    }
  }

  private void flushQuietly() {
    try {
      flush();
    } catch (IOException | RuntimeException e) {
      LOG.log(Logger.Level.WARNING, "boot verdicts are not recorded yet: {0}", e.getMessage());
    }
  }

  private static BootVerdictRow row(
      Instant time,
      String host,
      Digest image,
      BootVerdict.Decision decision,
      List<Reason> reasons,
      long count) {
    return new BootVerdictRow(
        0, time, host, image, decision.wire(), reasons.stream().map(Reason::wire).toList(), count);
  }
}
