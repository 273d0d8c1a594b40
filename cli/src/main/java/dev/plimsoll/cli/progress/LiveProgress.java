package dev.plimsoll.cli.progress;

import dev.plimsoll.cli.progress.TaskState.Outcome;
import dev.plimsoll.image.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the tasks of a build and shows them, while one thread of its own wakes the renderer at
 * intervals. Counting bytes takes no lock. Thread-safe; after {@link #close} it says no more,
 * whatever tasks still do.
 */
public final class LiveProgress implements Progress, AutoCloseable {
  private final Renderer renderer;
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Map<Long, TaskState> running = new LinkedHashMap<>();
  private long last;
  private boolean closed;

  LiveProgress(Renderer renderer, InstantSource time) {
    this.renderer = renderer;
    this.time = time;
    // not a virtual thread: those are busy building
    Thread.ofPlatform().name("progress").daemon().start(this::tickUntilClosed);
  }

  @Override
  public Task begin(Kind kind, String what, OptionalLong total) {
    lock.lock();
    try {
      TaskState task = new TaskState(++last, kind, what, total, time.instant());
      if (!closed) {
        running.put(task.id(), task);
        renderer.begun(task, time.instant());
      }
      return new Handle(task);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Something happened that people should see between the tasks.
   *
   * @param name of what happened, e.g. {@code ImageBuilt}
   * @param subject what it happened to; may be empty
   * @param since how long the whole takes by now
   */
  public void tell(String name, String subject, Duration since) {
    lock.lock();
    try {
      if (!closed) {
        renderer.told(name, subject, since, time.instant());
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Handle implements Task {
    private final TaskState task;
    private Outcome outcome = Outcome.FAILED;

    Handle(TaskState task) {
      this.task = task;
    }

    @Override
    public void advance(long bytes) {
      task.add(bytes);
    }

    @Override
    public void done() {
      outcome = Outcome.DONE;
    }

    @Override
    public void close() {
      end(task, outcome);
    }
  }

  private void end(TaskState task, Outcome outcome) {
    lock.lock();
    try {
      if (running.remove(task.id(), task) && !closed) {
        renderer.ended(task, outcome, time.instant());
      }
    } finally {
      lock.unlock();
    }
  }

  private void tickUntilClosed() {
    lock.lock();
    try {
      while (!closed) {
        if (!closing.await(renderer.period().toMillis(), TimeUnit.MILLISECONDS)) {
          tick();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it; if so, tasks' ends still show
    } finally {
      lock.unlock();
    }
  }

  private void tick() {
    Instant now = time.instant();
    running.values().forEach(t -> t.sample(now));
    renderer.tick(List.copyOf(running.values()), now);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        closing.signalAll();
        renderer.close(time.instant());
      }
    } finally {
      lock.unlock();
    }
  }
}
