package dev.plimsoll.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import dev.plimsoll.image.progress.Progress.Kind;
import dev.plimsoll.image.progress.Progress.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LiveProgressTest {
  /** Notes the calls; not thread-safe, which shows that calls come one at a time. */
  private static final class Notes implements Renderer {
    private final List<String> calls = new ArrayList<>();
    private final CountDownLatch ticks = new CountDownLatch(2);

    @Override
    public Duration period() {
      return Duration.ofMillis(1);
    }

    @Override
    public void told(String name, String subject, Duration since, Instant now) {
      calls.add("told " + name + " " + subject);
    }

    @Override
    public void begun(TaskState task, Instant now) {
      calls.add("begun " + task.what());
    }

    @Override
    public void ended(TaskState task, Outcome outcome, Instant now) {
      calls.add("ended " + task.what() + " " + outcome.wire() + " " + task.bytes());
    }

    @Override
    public void tick(List<TaskState> running, Instant now) {
      ticks.countDown();
    }

    @Override
    public void close(Instant now) {
      calls.add("close");
    }
  }

  private final Notes notes = new Notes();
  private final LiveProgress progress = new LiveProgress(notes, InstantSource.system());

  @Test
  void closeWithoutDone_isFailed_andASecondCloseSaysNothing() {
    Task good = progress.begin(Kind.FETCH, "good", OptionalLong.empty());
    good.advance(5);
    good.done();
    good.close();
    good.close();
    progress.begin(Kind.FETCH, "bad", OptionalLong.empty()).close();
    progress.close();
    assertThat(notes.calls)
        .containsExactly(
            "begun good", "ended good done 5", "begun bad", "ended bad failed 0", "close");
  }

  @Test
  void afterClose_nothingIsSaid() {
    Task late = progress.begin(Kind.WRITE, "late", OptionalLong.empty());
    progress.close();
    progress.close();
    late.close();
    progress.begin(Kind.WRITE, "later", OptionalLong.empty()).close();
    assertThat(notes.calls).containsExactly("begun late", "close");
  }

  @Test
  void rendererIsWoken_whileNothingHappens() throws InterruptedException {
    assertThat(notes.ticks.await(10, TimeUnit.SECONDS)).isTrue();
    progress.close();
  }

  @Test
  void manyThreads_loseNoTask() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        threads.submit(
            () -> {
              try (Task task = progress.begin(Kind.UNPACK, "x", OptionalLong.empty())) {
                task.advance(1);
                task.done();
              }
            });
      }
    }
    progress.close();
    assertThat(notes.calls).filteredOn(c -> c.equals("begun x")).hasSize(200);
    assertThat(notes.calls).filteredOn(c -> c.equals("ended x done 1")).hasSize(200);
  }
}
