package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.progress.ReportedInput;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/**
 * Fetches and unpacks all components of a build side by side, each reference once. As many work at
 * a time as the machine has processors. When several fail, the one that the specification names
 * first is reported, whichever failed first.
 */
public final class ComponentTrees {
  /** No reference begins with a blank. */
  private static final String KERNEL = " kernel";

  private final Fetcher fetcher;
  private final ContentStore store;
  private final Path spool;
  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

  /** {@code spool} holds the data of the trees for as long as they are used. */
  public ComponentTrees(Fetcher fetcher, ContentStore store, Path spool) {
    this.fetcher = fetcher;
    this.store = store;
    this.spool = spool;
  }

  /** A component and its files. */
  public record Unpacked(Component component, FileTree files) {}

  /** Results in the order of {@code references}; equal references share one result. */
  public List<Unpacked> unpackAll(List<Located<String>> references)
      throws FormatException, IOException {
    return inOrder(references, run(jobs(references)));
  }

  /** The kernel, and beside it all {@code others}. */
  public <R> R unpackKernelAnd(
      Located<String> kernel,
      List<Located<String>> others,
      BiFunction<Unpacked, List<Unpacked>, R> together)
      throws FormatException, IOException {
    Map<String, Callable<Unpacked>> jobs = new LinkedHashMap<>();
    jobs.put(KERNEL, () -> unpack(fetcher.fetchKernel(kernel)));
    jobs.putAll(jobs(others));
    Map<String, Unpacked> done = run(jobs);
    return together.apply(
        Optional.ofNullable(done.get(KERNEL)).orElseThrow(), inOrder(others, done));
  }

  private Map<String, Callable<Unpacked>> jobs(List<Located<String>> references) {
    Map<String, Callable<Unpacked>> jobs = new LinkedHashMap<>();
    for (Located<String> reference : references) {
      jobs.putIfAbsent(reference.value(), () -> unpack(fetcher.fetch(reference)));
    }
    return jobs;
  }

  private static List<Unpacked> inOrder(
      List<Located<String>> references, Map<String, Unpacked> done) {
    List<Unpacked> found = new ArrayList<>();
    for (Located<String> reference : references) {
      found.add(Optional.ofNullable(done.get(reference.value())).orElseThrow());
    }
    return found;
  }

  private Map<String, Unpacked> run(Map<String, Callable<Unpacked>> jobs)
      throws FormatException, IOException {
    Map<String, Future<Unpacked>> running = new LinkedHashMap<>();
    Map<String, Unpacked> done = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      jobs.forEach((name, job) -> running.put(name, threads.submit(bounded(job))));
      try {
        for (Map.Entry<String, Future<Unpacked>> e : running.entrySet()) {
          done.put(e.getKey(), e.getValue().get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the build was cancelled");
      } catch (ExecutionException e) {
        throw rethrown(e);
      } finally {
        running.values().forEach(f -> f.cancel(true));
      }
    }
    return done;
  }

  private Callable<Unpacked> bounded(Callable<Unpacked> job) {
    return () -> {
      processors.acquire();
      try {
        return job.call();
      } finally {
        processors.release();
      }
    };
  }

  /** The job's own exception, so that callers see what it was. */
  private static IOException rethrown(ExecutionException e) throws FormatException {
    Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
    return switch (cause) {
      case FormatException f -> throw f;
      case IOException io -> io;
      case RuntimeException r -> throw r;
      case Error error -> throw error;
      default -> new IOException("a component could not be read: " + cause, e);
    };
  }

  private Unpacked unpack(Component component) throws IOException {
    LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
    int number = 0;
    for (Component.Layer layer : component.layers()) {
      number++;
      String what =
          component.reference().at()
              + ": "
              + component.identity()
              + (component.layers().size() == 1 ? "" : ", layer " + number);
      Path blob =
          store
              .find(layer.blob().digest())
              .orElseThrow(() -> new IOException(what + ": its blob left the store"));
      String shown =
          component.identity() + (component.layers().size() == 1 ? "" : ", layer " + number);
      try (Progress.Task task =
              fetcher
                  .progress()
                  .begin(Progress.Kind.UNPACK, shown, OptionalLong.of(layer.blob().size()));
          InputStream in = new ReportedInput(Files.newInputStream(blob), task)) {
        reader.read(in, what, layer.blob().digest(), layer.diffId());
        task.done();
      }
    }
    return new Unpacked(component, reader.tree());
  }
}
