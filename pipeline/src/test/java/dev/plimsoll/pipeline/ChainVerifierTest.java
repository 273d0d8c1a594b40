package dev.plimsoll.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.pipeline.ChainVerifier.BrokenChainException;
import dev.plimsoll.pipeline.testing.Faults;
import dev.plimsoll.pipeline.testing.MemoryEventLog;
import dev.plimsoll.pipeline.testing.SampleEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ChainVerifierTest {
  private record Forgery(String name, long foundAt, UnaryOperator<List<StoredEvent>> change) {}

  @TestFactory
  Stream<DynamicTest> findsEveryForgery() {
    return Stream.of(
            new Forgery("content changed", 2, l -> replace(l, 1, SampleEvents.CANCELLED, false)),
            new Forgery(
                "content and its digest changed", 3, l -> replace(l, 1, SampleEvents.FAILED, true)),
            new Forgery("event dropped", 3, l -> without(l, 1)),
            new Forgery("events swapped", 3, l -> List.of(l.get(0), l.get(2), l.get(1))),
            new Forgery("beginning dropped", 2, l -> without(l, 0)))
        .map(
            f ->
                DynamicTest.dynamicTest(
                    f.name(),
                    () ->
                        assertThatThrownBy(() -> ChainVerifier.verify(log(f.change())))
                            .isInstanceOfSatisfying(
                                BrokenChainException.class,
                                e ->
                                    org.assertj.core.api.Assertions.assertThat(e.number())
                                        .isEqualTo(f.foundAt()))));
  }

  private static EventLog log(UnaryOperator<List<StoredEvent>> change) throws Exception {
    MemoryEventLog good = new MemoryEventLog(Faults.none());
    StreamId run = new StreamId.Run(SampleEvents.runId(1));
    good.append(run, 0, SampleEvents.REQUESTED, SampleEvents.T0);
    good.append(run, 1, SampleEvents.BUILT, SampleEvents.T0);
    good.append(run, 2, SampleEvents.AUDITED, SampleEvents.T0);
    List<StoredEvent> forged = change.apply(good.readAfter(0, 10));
    return new EventLog() {
      @Override
      public StoredEvent append(StreamId stream, long version, RunEvent event, Instant time) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<StoredEvent> read(StreamId stream) {
        throw new UnsupportedOperationException();
      }

      @Override
      public long version(StreamId stream) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<StoredEvent> readAfter(long after, int limit) {
        int from = 0;
        while (after != 0 && from < forged.size() && forged.get(from).number() != after) {
          from++;
        }
        return forged.subList(after == 0 ? 0 : Math.min(from + 1, forged.size()), forged.size());
      }

      @Override
      public List<StoredEvent> pending(int limit) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void delivered(long number) {
        throw new UnsupportedOperationException();
      }
    };
  }

  /** With {@code rehash}, a clever forger: the event itself is right, the next shows it. */
  private static List<StoredEvent> replace(
      List<StoredEvent> events, int index, RunEvent event, boolean rehash) {
    List<StoredEvent> list = new ArrayList<>(events);
    StoredEvent old = list.get(index);
    StoredEvent changed =
        StoredEvent.chain(
            old.number(), old.stream(), old.version(), old.time(), event, old.previous());
    list.set(
        index,
        rehash
            ? changed
            : new StoredEvent(
                old.number(),
                old.stream(),
                old.version(),
                old.time(),
                event,
                old.previous(),
                old.digest()));
    return list;
  }

  private static List<StoredEvent> without(List<StoredEvent> events, int index) {
    List<StoredEvent> list = new ArrayList<>(events);
    list.remove(index);
    return list;
  }
}
