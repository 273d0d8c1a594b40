package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The published files, each made ready at most once: whoever asks first after a publish has it
 * made, all others wait for the same. What is published is looked up at every request, so that a
 * file is never older than the repository. Thread-safe, lock-free when ready.
 */
final class ServedFiles {
  /** Made on the spot: well under 100 µs. */
  private static final int SMALL = 2 << 10; // bytes

  private static final int FORGET_EVERY = 256; // files made ready

  private final Supplier<Map<String, Bytes>> published;
  private final BiFunction<String, Bytes, ServedFile> maker;
  private final Executor threads;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final AtomicLong made = new AtomicLong();

  /**
   * @param published of one state, immutable
   * @param maker given name and content
   * @param threads where large files are made ready
   */
  ServedFiles(
      Supplier<Map<String, Bytes>> published,
      BiFunction<String, Bytes, ServedFile> maker,
      Executor threads) {
    this.published = published;
    this.maker = maker;
    this.threads = threads;
  }

  private record Slot(Bytes source, CompletableFuture<ServedFile> file) {
    boolean isOf(Bytes now) {
      return source == now || source.equals(now);
    }
  }

  /** The file as it is published now; empty when it is not. */
  Optional<CompletableFuture<ServedFile>> find(String name) {
    Map<String, Bytes> files = published.get();
    Bytes now = files.get(name);
    if (now == null) {
      return Optional.empty();
    }
    Slot slot = slots.get(name);
    if (slot == null || !slot.isOf(now)) {
      forgetOld(files);
      slot =
          slots.compute(name, (n, held) -> held != null && held.isOf(now) ? held : make(name, now));
    }
    return Optional.of(slot.file());
  }

  private Slot make(String name, Bytes source) {
    if (source.size() <= SMALL) {
      return new Slot(source, CompletableFuture.completedFuture(maker.apply(name, source)));
    }
    return new Slot(
        source, CompletableFuture.supplyAsync(() -> maker.apply(name, source), threads));
  }

  /** Now and then, those that are no longer published. */
  private void forgetOld(Map<String, Bytes> files) {
    if (made.incrementAndGet() % FORGET_EVERY == 0) {
      slots.keySet().removeIf(name -> !files.containsKey(name));
    }
  }
}
