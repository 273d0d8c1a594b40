package dev.plimsoll.pipeline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.pipeline.ChainVerifier;
import dev.plimsoll.pipeline.EventLog;
import dev.plimsoll.pipeline.EventLog.StaleVersionException;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every event log does; run against the fake and each adapter. */
public abstract class EventLogContract {
  private static final StreamId RUN = new StreamId.Run(SampleEvents.runId(1));
  private static final StreamId OTHER = new StreamId.Run(SampleEvents.runId(2));
  private static final Instant T0 = SampleEvents.T0;

  /** A log with nothing in it. */
  protected abstract EventLog emptyLog() throws Exception;

  @Test
  void keepsEveryEventAsItWas() throws Exception {
    EventLog log = emptyLog();
    List<StoredEvent> stored = new ArrayList<>();
    long version = 0;
    for (RunEvent e : SampleEvents.ALL) {
      stored.add(log.append(RUN, version++, e, T0.plusSeconds(version)));
    }
    assertThat(log.read(RUN)).isEqualTo(stored);
    assertThat(log.read(RUN)).extracting(StoredEvent::event).isEqualTo(SampleEvents.ALL);
  }

  @Test
  void countsVersionsPerStream_andNumbersOverAll() throws Exception {
    EventLog log = emptyLog();
    log.append(RUN, 0, SampleEvents.REQUESTED, T0);
    log.append(OTHER, 0, SampleEvents.REQUESTED, T0);
    log.append(RUN, 1, SampleEvents.BUILT, T0);
    log.append(new StreamId.Releases(), 0, SampleEvents.RELEASED, T0);
    assertThat(log.read(RUN)).extracting(StoredEvent::version).containsExactly(1L, 2L);
    assertThat(log.version(RUN)).isEqualTo(2);
    assertThat(log.version(new StreamId.BootVerdicts())).isZero();
    assertThat(log.readAfter(0, 10))
        .extracting(StoredEvent::number)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(log.readAfter(1, 2)).extracting(StoredEvent::number).containsExactly(2L, 3L);
    assertThat(log.read(new StreamId.BootVerdicts())).isEmpty();
  }

  @Test
  void refusesStaleVersion_andStoresNothing() throws Exception {
    EventLog log = emptyLog();
    log.append(RUN, 0, SampleEvents.REQUESTED, T0);
    assertThatThrownBy(() -> log.append(RUN, 0, SampleEvents.CANCELLED, T0))
        .isInstanceOf(StaleVersionException.class);
    assertThatThrownBy(() -> log.append(RUN, 5, SampleEvents.CANCELLED, T0))
        .isInstanceOf(StaleVersionException.class);
    assertThat(log.readAfter(0, 10)).hasSize(1);
    assertThat(log.pending(10)).hasSize(1);
  }

  @Test
  void oneOfTwoWritersWins_whenBothKnowTheSameVersion() throws Exception {
    EventLog log = emptyLog();
    log.append(RUN, 0, SampleEvents.REQUESTED, T0);
    List<Callable<StoredEvent>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writers.add(() -> log.append(RUN, 1, SampleEvents.CANCELLED, T0));
    }
    int won = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<StoredEvent> f : threads.invokeAll(writers)) {
        try {
          f.get();
          won++;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StaleVersionException.class);
        }
      }
    }
    assertThat(won).isEqualTo(1);
    assertThat(log.read(RUN)).hasSize(2);
  }

  @Test
  void outboxHoldsEvents_untilTheyAreDelivered() throws Exception {
    EventLog log = emptyLog();
    log.append(RUN, 0, SampleEvents.REQUESTED, T0);
    log.append(RUN, 1, SampleEvents.BUILT, T0);
    assertThat(log.pending(1)).extracting(StoredEvent::number).containsExactly(1L);
    log.delivered(1);
    log.delivered(1);
    assertThat(log.pending(10)).extracting(StoredEvent::number).containsExactly(2L);
    assertThat(log.read(RUN)).hasSize(2);
  }

  @Test
  void chainHolds_overAllStreams() throws Exception {
    EventLog log = emptyLog();
    assertThat(ChainVerifier.verify(log).digest()).isEqualTo(StoredEvent.GENESIS);
    log.append(RUN, 0, SampleEvents.REQUESTED, T0);
    StoredEvent last = log.append(OTHER, 0, SampleEvents.REQUESTED, T0);
    ChainVerifier.Head head = ChainVerifier.verify(log);
    assertThat(head.number()).isEqualTo(2);
    assertThat(head.digest()).isEqualTo(last.digest());
  }
}
