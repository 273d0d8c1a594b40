package dev.plimsoll.pipeline.engine;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.EventLog.StaleVersionException;
import dev.plimsoll.pipeline.Journal;
import dev.plimsoll.pipeline.RunEvent;
import dev.plimsoll.pipeline.RunEvent.FailureKind;
import dev.plimsoll.pipeline.RunEvent.RunCancelled;
import dev.plimsoll.pipeline.RunEvent.RunFailed;
import dev.plimsoll.pipeline.RunEvent.RunRequested;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.pipeline.step.Steps;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Works runs, each on a virtual thread of its own, a bounded number at a time. Thread-safe.
 *
 * <p>For each run: read its events, fold, do the next step, append what happened comparing
 * versions, again. Nothing about a run is kept in memory between two steps, so a crash anywhere
 * loses at most the step that was under way, and that is done again at the next start. A failed
 * append is answered by reading again: what was stored counts, what was not is done again.
 */
public final class RunEngine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RunEngine.class.getName());

  /** Most runs that may wait or be worked. */
  public static final int MAX_IN_FLIGHT = 1000;

  private final Journal journal;
  private final RunStore store;
  private final Steps steps;
  private final RetryPolicy retry;
  private final RetryPolicy.Pause pause;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Semaphore permits;
  private final Map<RunId, Thread> workers = new ConcurrentHashMap<>();
  private final Map<RunId, Boolean> active = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;

  /**
   * @param parallel runs worked at the same time
   */
  public RunEngine(
      Journal journal,
      RunStore store,
      Steps steps,
      RetryPolicy retry,
      RetryPolicy.Pause pause,
      InstantSource clock,
      RandomGenerator random,
      int parallel) {
    this.journal = journal;
    this.store = store;
    this.steps = steps;
    this.retry = retry;
    this.pause = pause;
    this.clock = clock;
    this.random = random;
    this.permits = new Semaphore(parallel, true);
  }

  /** Cleans up after runs that ended in a crash and goes on with the others. Called once. */
  public void start() throws IOException {
    steps.build().forgetAllBut(store.inFlight());
    resume();
  }

  /**
   * Goes on with every run that is in flight and has no worker: now and then, for runs whose
   * storage failed for long.
   */
  public void resume() throws IOException {
    store.inFlight().forEach(this::startWorker);
  }

  /** Stores the request, durable on return, and starts to work it. Blocking. */
  public Submission submit(RunRequest request) throws IOException {
    lock.lock();
    try {
      if (request.idempotencyKey().isPresent()) {
        journal.drain();
        Optional<RunRow> earlier = store.findRunByKey(request.idempotencyKey().get());
        if (earlier.isPresent()) {
          RunId id = earlier.get().id();
          return state(id).request().equals(request)
              ? new Submission.Repeated(id)
              : new Submission.KeyTaken(id);
        }
      }
      if (workers.size() >= MAX_IN_FLIGHT) {
        return new Submission.Busy(workers.size(), MAX_IN_FLIGHT);
      }
      RunId id = RunId.next(clock.instant(), random);
      journal.append(new StreamId.Run(id), 0, new RunRequested(request));
      startWorker(id);
      return new Submission.Accepted(id);
    } catch (StaleVersionException e) {
      throw new IOException("a new run id is taken; the clock or the random source is broken", e);
    } finally {
      lock.unlock();
    }
  }

  /** Stops a run unless it is over or too far. Blocking; durable on return. */
  public Cancellation cancel(RunId id, String reason) throws IOException {
    StreamId stream = new StreamId.Run(id);
    while (true) {
      List<StoredEvent> events = journal.read(stream);
      if (events.isEmpty()) {
        return new Cancellation.Unknown();
      }
      RunState state = RunState.fold(events);
      if (state.status().isFinal() || state instanceof RunState.Signed) {
        return new Cancellation.TooLate(state.status());
      }
      try {
        journal.append(stream, events.size(), new RunCancelled(reason));
        signalChange();
        Thread worker = workers.get(id);
        if (worker != null) {
          worker.interrupt();
        }
        return new Cancellation.Done();
      } catch (StaleVersionException e) {
        LOG.log(Logger.Level.DEBUG, "run {0} moved on while it was cancelled", id);
      }
    }
  }

  /** Runs that have a worker, waiting ones too. */
  public int inFlight() {
    return workers.size();
  }

  /** Whether the run is being worked at this moment, not waiting for its turn. */
  public boolean isActive(RunId id) {
    return active.containsKey(id);
  }

  /** The run's state from the log. */
  public RunState state(RunId id) throws IOException {
    return RunState.fold(journal.read(new StreamId.Run(id)));
  }

  /** Waits until the run is over. */
  public RunState await(RunId id, Duration atMost)
      throws IOException, InterruptedException, TimeoutException {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (true) {
        RunState state = state(id);
        if (state.status().isFinal()) {
          journal.drain(); // so that lists know what the caller now knows
          return state;
        }
        if (left <= 0) {
          throw new TimeoutException("run " + id + " is still " + state.status().wire());
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Interrupts all workers and waits for them; what they were doing is done again at next start.
   */
  @Override
  public void close() {
    closed = true;
    workers.values().forEach(Thread::interrupt);
    for (Thread worker : List.copyOf(workers.values())) {
      try {
        worker.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void startWorker(RunId id) {
    if (closed) {
      return;
    }
    Thread thread = Thread.ofVirtual().name("run-" + id).unstarted(() -> runWorker(id));
    if (workers.putIfAbsent(id, thread) == null) {
      thread.start();
    }
  }

  private void runWorker(RunId id) {
    try {
      permits.acquire();
      active.put(id, true);
      try {
        work(id);
      } finally {
        active.remove(id);
        permits.release();
      }
    } catch (InterruptedException e) {
      LOG.log(Logger.Level.DEBUG, "run {0}: worker stopped", id);
    } finally {
      Thread.interrupted(); // a stopped worker still cleans up
      forget(id);
      workers.remove(id);
      signalChange();
    }
  }

  /**
   * Works one run until it is over, or until storage failed {@link RetryPolicy#attempts} times in a
   * row; then {@link #resume} must come by again.
   */
  void work(RunId id) throws InterruptedException {
    StreamId stream = new StreamId.Run(id);
    int stepFailures = 0;
    int storageFailures = 0;
    while (!closed && storageFailures < retry.attempts()) {
      RunState state;
      long version;
      try {
        List<StoredEvent> events = journal.read(stream);
        state = RunState.fold(events);
        version = events.size();
      } catch (IOException e) {
        storageFailures++;
        rest(id, "reading its events", storageFailures, e);
        continue;
      }
      Optional<String> step = Steps.next(state);
      if (step.isEmpty()) {
        return;
      }
      Attempt attempt = attempt(id, state, step.get(), stepFailures);
      if (attempt.event().isEmpty()) {
        stepFailures++;
        if (!Thread.interrupted()) {
          rest(id, step.get(), stepFailures, attempt.failure().orElseThrow());
        }
        continue;
      }
      try {
        journal.append(stream, version, attempt.event().get());
        stepFailures = 0;
        storageFailures = 0;
        signalChange();
      } catch (StaleVersionException e) {
        LOG.log(Logger.Level.DEBUG, "run {0} was changed by another: {1}", id, e.getMessage());
      } catch (IOException e) {
        storageFailures++;
        rest(id, "storing " + attempt.event().get().type(), storageFailures, e);
      }
    }
  }

  /** An event to store, or a failure after which the step may be tried again. */
  private record Attempt(Optional<RunEvent> event, Optional<Exception> failure) {}

  private Attempt attempt(RunId id, RunState state, String step, int failuresBefore) {
    Instant now = clock.instant();
    try {
      return new Attempt(Optional.of(steps.perform(id, state, now)), Optional.empty());
    } catch (FormatException e) {
      boolean userWroteIt = step.equals("build") || step.equals("audit");
      return failed(id, step, userWroteIt ? FailureKind.INPUT : FailureKind.EVIDENCE, e);
    } catch (IOException e) {
      if (failuresBefore + 1 < retry.attempts()) {
        return new Attempt(Optional.empty(), Optional.of(e));
      }
      return failed(id, step, FailureKind.EVIDENCE, e);
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "run " + id + ", step " + step, e);
      return failed(id, step, FailureKind.INTERNAL, e);
    }
  }

  private static Attempt failed(RunId id, String step, FailureKind kind, Exception e) {
    LOG.log(Logger.Level.WARNING, "run {0}: {1} failed: {2}", id, step, e.getMessage());
    return new Attempt(Optional.of(new RunFailed(step, kind, oneLine(e))), Optional.of(e));
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("");
    return e instanceof java.nio.file.FileSystemException && !line.contains(" ")
        ? e.getClass().getSimpleName() + ": " + line
        : line;
  }

  private void forget(RunId id) {
    try {
      if (state(id).status().isFinal()) {
        steps.build().forget(id);
      }
    } catch (IOException e) {
      LOG.log(Logger.Level.WARNING, "run {0}: lock file not removed: {1}", id, e.getMessage());
    }
  }

  private void rest(RunId id, String doing, int failures, Exception e) throws InterruptedException {
    LOG.log(
        Logger.Level.WARNING,
        "run {0}: {1} failed, attempt {2} of {3}: {4}",
        id,
        doing,
        failures,
        retry.attempts(),
        e.getMessage());
    if (!closed) {
      pause.sleep(retry.pauseAfter(failures));
    }
  }

  private void signalChange() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
