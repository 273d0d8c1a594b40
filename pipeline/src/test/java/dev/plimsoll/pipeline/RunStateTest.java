package dev.plimsoll.pipeline;

import static dev.plimsoll.pipeline.testing.SampleEvents.ALLOWED;
import static dev.plimsoll.pipeline.testing.SampleEvents.AUDITED;
import static dev.plimsoll.pipeline.testing.SampleEvents.BUILT;
import static dev.plimsoll.pipeline.testing.SampleEvents.CANCELLED;
import static dev.plimsoll.pipeline.testing.SampleEvents.DENIED;
import static dev.plimsoll.pipeline.testing.SampleEvents.FAILED;
import static dev.plimsoll.pipeline.testing.SampleEvents.PUBLISHED;
import static dev.plimsoll.pipeline.testing.SampleEvents.REJECTED;
import static dev.plimsoll.pipeline.testing.SampleEvents.RELEASED;
import static dev.plimsoll.pipeline.testing.SampleEvents.REQUESTED;
import static dev.plimsoll.pipeline.testing.SampleEvents.SIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.testing.SampleEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RunStateTest {
  private static final StreamId RUN = new StreamId.Run(SampleEvents.runId(1));

  private record Case(RunStatus expected, List<RunEvent> events) {}

  @TestFactory
  Stream<DynamicTest> foldsTo() {
    return Stream.of(
            new Case(RunStatus.QUEUED, List.of(REQUESTED)),
            new Case(RunStatus.AUDITING, List.of(REQUESTED, BUILT)),
            new Case(RunStatus.DECIDING, List.of(REQUESTED, BUILT, AUDITED)),
            new Case(RunStatus.SIGNING, List.of(REQUESTED, BUILT, AUDITED, ALLOWED)),
            new Case(RunStatus.PUBLISHING, List.of(REQUESTED, BUILT, AUDITED, ALLOWED, SIGNED)),
            new Case(
                RunStatus.PUBLISHED,
                List.of(REQUESTED, BUILT, AUDITED, ALLOWED, SIGNED, PUBLISHED)),
            new Case(RunStatus.DECIDING, List.of(REQUESTED, BUILT, AUDITED, DENIED)),
            new Case(RunStatus.REJECTED, List.of(REQUESTED, BUILT, AUDITED, DENIED, REJECTED)),
            new Case(RunStatus.FAILED, List.of(REQUESTED, FAILED)),
            new Case(RunStatus.FAILED, List.of(REQUESTED, BUILT, AUDITED, ALLOWED, SIGNED, FAILED)),
            new Case(RunStatus.CANCELLED, List.of(REQUESTED, CANCELLED)),
            new Case(RunStatus.CANCELLED, List.of(REQUESTED, BUILT, AUDITED, ALLOWED, CANCELLED)))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    names(c.events()),
                    () ->
                        assertThat(RunState.fold(chain(c.events())).status())
                            .isEqualTo(c.expected())));
  }

  /** What must never be taken for a good history; each is wrong in one way. */
  @TestFactory
  Stream<DynamicTest> refuses() {
    return Stream.of(
            List.of(BUILT),
            List.of(REQUESTED, REQUESTED),
            List.of(REQUESTED, AUDITED),
            List.of(REQUESTED, BUILT, ALLOWED),
            List.of(REQUESTED, BUILT, AUDITED, SIGNED), // signed before it was decided
            List.of(REQUESTED, BUILT, AUDITED, DENIED, SIGNED), // signed though denied
            List.of(REQUESTED, BUILT, AUDITED, ALLOWED, REJECTED),
            List.of(REQUESTED, BUILT, AUDITED, ALLOWED, PUBLISHED), // published unsigned
            List.of(REQUESTED, BUILT, AUDITED, ALLOWED, SIGNED, CANCELLED),
            List.of(REQUESTED, FAILED, BUILT),
            List.of(REQUESTED, CANCELLED, FAILED),
            List.of(REQUESTED, RELEASED))
        .map(
            events ->
                DynamicTest.dynamicTest(
                    names(events),
                    () ->
                        assertThatThrownBy(() -> RunState.fold(chain(events)))
                            .isInstanceOf(CorruptLogException.class)));
  }

  @Test
  void refusesNoEvents() {
    assertThatThrownBy(() -> RunState.fold(List.of())).isInstanceOf(CorruptLogException.class);
  }

  private static List<StoredEvent> chain(List<RunEvent> events) {
    List<StoredEvent> list = new ArrayList<>();
    Digest previous = StoredEvent.GENESIS;
    for (RunEvent e : events) {
      StoredEvent stored =
          StoredEvent.chain(list.size() + 1, RUN, list.size() + 1, SampleEvents.T0, e, previous);
      previous = stored.digest();
      list.add(stored);
    }
    return list;
  }

  private static String names(List<RunEvent> events) {
    return events.stream().map(RunEvent::type).toList().toString();
  }
}
