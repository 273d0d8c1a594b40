package dev.plimsoll.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The body of an answer as a stream that does not wait for ever: it ends with an exception when no
 * byte came for a while, or when the whole took too long. The JDK's own has no such limits. Few
 * bytes are buffered: more are asked for when those before were read. Read by one thread.
 */
final class GuardedBody extends InputStream implements BodySubscriber<InputStream> {
  private final Duration stall;
  private final long deadline;
  private final Duration whole;
  private final Runnable whenClosed;
  private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private List<ByteBuffer> current = List.of();
  private int next;
  private Optional<Signal> end = Optional.empty();

  private sealed interface Signal {}

  private record Data(List<ByteBuffer> buffers) implements Signal {}

  private record Failed(Throwable cause) implements Signal {}

  private record Complete() implements Signal {}

  /**
   * @param stall longest time without a byte
   * @param whole longest time for everything, from now
   * @param whenClosed called once, when the stream is closed
   */
  GuardedBody(Duration stall, Duration whole, Runnable whenClosed) {
    this.stall = stall;
    this.whole = whole;
    this.deadline = System.nanoTime() + whole.toNanos();
    this.whenClosed = whenClosed;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription.complete(s);
    if (closed.get()) {
      s.cancel();
    } else {
      s.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Data(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Failed(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Complete());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      for (; next < current.size(); next++) {
        ByteBuffer buffer = current.get(next);
        if (buffer.hasRemaining()) {
          int n = Math.min(length, buffer.remaining());
          buffer.get(target, offset, n);
          return n;
        }
      }
      if (!refill()) {
        return -1;
      }
    }
  }

  /** Whether there is more. */
  private boolean refill() throws IOException {
    Signal signal = end.isPresent() ? end.get() : await();
    return switch (signal) {
      case Data data -> {
        current = data.buffers;
        next = 0;
        subscription.join().request(1);
        yield true;
      }
      case Complete complete -> {
        end = Optional.of(complete);
        yield false;
      }
      case Failed failed -> {
        end = Optional.of(failed);
        throw new IOException(Causes.text(failed.cause), failed.cause);
      }
    };
  }

  private Signal await() throws IOException {
    if (closed.get()) {
      throw new IOException("the stream is closed");
    }
    long left = deadline - System.nanoTime();
    long patience = Math.min(left, stall.toNanos());
    try {
      Optional<Signal> signal =
          patience <= 0
              ? Optional.empty()
              : Optional.ofNullable(signals.poll(patience, TimeUnit.NANOSECONDS));
      if (signal.isPresent()) {
        return signal.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while receiving");
    }
    boolean late = deadline - System.nanoTime() <= 0;
    close();
    throw new StalledException(
        late
            ? "it took longer than " + whole.toSeconds() + " s as a whole"
            : "no byte came for " + seconds(stall) + " s");
  }

  static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0
        ? Long.toString(time.toSeconds())
        : Double.toString(time.toMillis() / 1000.0);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      subscription.thenAccept(Flow.Subscription::cancel);
      whenClosed.run();
    }
  }
}
