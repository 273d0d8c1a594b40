package dev.plimsoll.pipeline.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides, at each operation of a fake, whether it fails and on which side of its effect. Records
 * all operations. Not thread-safe.
 */
public final class Faults {
  /** What happens to an operation. */
  public enum Fate {
    WORKS,
    /** Fails, and nothing was stored. */
    FAILS_NOT_STORED,
    /** Fails, though all was stored. */
    FAILS_BUT_STORED,
    /** The process dies before the effect. */
    DIES_NOT_STORED,
    /** The process dies after the effect. */
    DIES_BUT_STORED
  }

  /** The end of the simulated process: nothing may catch it and go on. */
  public static final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied(String operation) {
      super("process died at: " + operation);
    }
  }

  /** Something that can be done to storage. */
  @FunctionalInterface
  public interface Effect<T> {
    T run() throws IOException;
  }

  private final Function<String, Fate> oracle;
  private final List<String> operations = new ArrayList<>();

  public Faults(Function<String, Fate> oracle) {
    this.oracle = oracle;
  }

  public static Faults none() {
    return new Faults(operation -> Fate.WORKS);
  }

  /** Every operation that was asked for, e.g. {@code append ImageBuilt}. */
  public List<String> operations() {
    return List.copyOf(operations);
  }

  <T> T around(String operation, Effect<T> effect) throws IOException {
    operations.add(operation);
    Fate fate = oracle.apply(operation);
    switch (fate) {
      case FAILS_NOT_STORED -> throw new IOException("planted failure before: " + operation);
      case DIES_NOT_STORED -> throw new ProcessDied(operation);
      case WORKS, FAILS_BUT_STORED, DIES_BUT_STORED -> {}
    }
    T result = effect.run();
    if (fate == Fate.FAILS_BUT_STORED) {
      throw new IOException("planted failure after: " + operation);
    }
    if (fate == Fate.DIES_BUT_STORED) {
      throw new ProcessDied(operation);
    }
    return result;
  }
}
