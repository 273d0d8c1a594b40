package dev.plimsoll.image.testing;

import dev.plimsoll.image.progress.Progress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps all that a build says, in the order in which its tasks began. */
public final class RecordedProgress implements Progress {
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** One task and what became of it. */
  public static final class Entry implements Task {
    private final Kind kind;
    private final String what;
    private final OptionalLong total;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicInteger closed = new AtomicInteger();

    private Entry(Kind kind, String what, OptionalLong total) {
      this.kind = kind;
      this.what = what;
      this.total = total;
    }

    @Override
    public void advance(long more) {
      bytes.addAndGet(more);
    }

    @Override
    public void done() {
      done.set(true);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }

    public Kind kind() {
      return kind;
    }

    public String what() {
      return what;
    }

    public OptionalLong total() {
      return total;
    }

    public long bytes() {
      return bytes.get();
    }

    public boolean isDone() {
      return done.get();
    }

    /** How often it was closed; once is right. */
    public int closed() {
      return closed.get();
    }
  }

  @Override
  public Task begin(Kind kind, String what, OptionalLong total) {
    Entry entry = new Entry(kind, what, total);
    entries.add(entry);
    return entry;
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }
}
