package dev.plimsoll.image.plan;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerIndex;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.Overlay;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.Fetcher;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/**
 * Fetches all components of a build side by side, each reference once, and lists their layers, as
 * many at a time as the machine has processors. When several fail, the one that the specification
 * names first is reported, whichever failed first. An interrupt ends all of it.
 */
public final class ComponentTrees {
  /** No reference begins with a blank. */
  private static final String KERNEL = " kernel";

  private static final int FETCHES = 8;

  private final Fetcher fetcher;
  private final LayerStore layers;
  private final Queue<Component> refused = new ConcurrentLinkedQueue<>();
  private final Semaphore fetches = new Semaphore(FETCHES);
  private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

  public ComponentTrees(Fetcher fetcher, LayerStore layers) {
    this.fetcher = fetcher;
    this.layers = layers;
  }

  /** A component and its files. */
  public record Unpacked(Component component, FileTree files) {}

  private interface Fetch {
    Component fetch() throws FormatException, IOException;
  }

  /** Results in the order of {@code references}; equal references share one result. */
  public List<Unpacked> unpackAll(List<Located<String>> references)
      throws FormatException, IOException {
    return inOrder(references, run(wanted(references), component -> {}));
  }

  /** Reads what must be right about a component; called as soon as its files are known. */
  public interface Check {
    void read(Unpacked component) throws FormatException, IOException;
  }

  /**
   * The kernel, and beside it all {@code others}.
   *
   * @param check of the kernel; what it refuses ends the fetching of the others
   */
  public <R> R unpackKernelAnd(
      Located<String> kernel,
      Check check,
      List<Located<String>> others,
      BiFunction<Unpacked, List<Unpacked>, R> together)
      throws FormatException, IOException {
    Map<String, Fetch> wanted = new LinkedHashMap<>();
    wanted.put(KERNEL, () -> fetcher.fetchKernel(kernel));
    wanted.putAll(wanted(others));
    Map<String, Unpacked> done = run(wanted, check);
    return together.apply(
        Optional.ofNullable(done.get(KERNEL)).orElseThrow(), inOrder(others, done));
  }

  private Map<String, Fetch> wanted(List<Located<String>> references) {
    Map<String, Fetch> wanted = new LinkedHashMap<>();
    for (Located<String> reference : references) {
      wanted.putIfAbsent(reference.value(), () -> fetcher.fetch(reference));
    }
    return wanted;
  }

  private static List<Unpacked> inOrder(
      List<Located<String>> references, Map<String, Unpacked> done) {
    List<Unpacked> found = new ArrayList<>();
    for (Located<String> reference : references) {
      found.add(Optional.ofNullable(done.get(reference.value())).orElseThrow());
    }
    return found;
  }

  private Map<String, Unpacked> run(Map<String, Fetch> wanted, Check kernelCheck)
      throws FormatException, IOException {
    try {
      return fetchAndUnpack(wanted, kernelCheck);
    } finally {
      // now that nobody reads any more
      for (Component component = refused.poll(); component != null; component = refused.poll()) {
        fetcher.withdraw(component);
      }
    }
  }

  private Map<String, Unpacked> fetchAndUnpack(Map<String, Fetch> wanted, Check kernelCheck)
      throws FormatException, IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Unpacked>> jobs = new ArrayList<>();
      for (Map.Entry<String, Fetch> fetch : wanted.entrySet()) {
        Callable<Component> fetched = bounded(fetches, fetch.getValue()::fetch);
        Check check = fetch.getKey().equals(KERNEL) ? kernelCheck : component -> {};
        jobs.add(
            () -> {
              Unpacked unpacked = unpack(fetched.call(), threads);
              check.read(unpacked);
              return unpacked;
            });
      }
      List<Unpacked> results = together(jobs, threads);
      Map<String, Unpacked> done = new LinkedHashMap<>();
      int next = 0;
      for (String name : wanted.keySet()) {
        done.put(name, results.get(next++));
      }
      return done;
    }
  }

  private Unpacked unpack(Component component, ExecutorService threads)
      throws FormatException, IOException {
    try {
      return unpacked(component, threads);
    } catch (LayerException | DigestMismatchException e) {
      refused.add(component);
      throw e;
    }
  }

  private Unpacked unpacked(Component component, ExecutorService threads)
      throws FormatException, IOException {
    List<Callable<LayerIndex>> jobs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Component.Layer layer : component.layers()) {
      String number = component.layers().size() == 1 ? "" : ", layer " + (jobs.size() + 1);
      LayerStore.Layer wanted =
          new LayerStore.Layer(
              layer.blob(),
              layer.diffId(),
              component.reference().at().toString(),
              component.identity() + number);
      names.add(wanted.what());
      jobs.add(bounded(processors, () -> layers.index(wanted, fetcher.progress())));
    }
    Overlay overlay = new Overlay();
    int next = 0;
    for (LayerIndex index : together(jobs, threads)) {
      overlay.lay(index, names.get(next++));
    }
    return new Unpacked(component, overlay.tree());
  }

  /** All results in order, or the first failure in order; then the rest is cancelled. */
  private static <R> List<R> together(List<Callable<R>> jobs, ExecutorService threads)
      throws FormatException, IOException {
    List<Future<R>> running = new ArrayList<>();
    try {
      for (Callable<R> job : jobs) {
        running.add(threads.submit(job));
      }
      List<R> done = new ArrayList<>();
      for (Future<R> future : running) {
        done.add(future.get());
      }
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the build was cancelled");
    } catch (ExecutionException e) {
      throw rethrown(e);
    } finally {
      running.forEach(f -> f.cancel(true));
    }
  }

  private static <R> Callable<R> bounded(Semaphore places, Callable<R> job) {
    return () -> {
      places.acquire();
      try {
        return job.call();
      } finally {
        places.release();
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
}
