package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.util.List;

/** Walks the whole log and checks numbers and digests. Blocking; one pass, in pages. */
public final class ChainVerifier {
  private static final int PAGE = 500; // events

  private ChainVerifier() {}

  /** The last event's number and digest; whoever keeps it can tell later whether it still holds. */
  public record Head(long number, Digest digest) {}

  /**
   * Reads every event and gives the last.
   *
   * @throws BrokenChainException naming the first event that does not fit
   */
  public static Head verify(EventLog log) throws IOException, BrokenChainException {
    Head head = new Head(0, StoredEvent.GENESIS);
    for (List<StoredEvent> page = log.readAfter(0, PAGE);
        !page.isEmpty();
        page = log.readAfter(head.number(), PAGE)) {
      for (StoredEvent e : page) {
        check(head, e);
        head = new Head(e.number(), e.digest());
      }
    }
    return head;
  }

  private static void check(Head head, StoredEvent e) throws BrokenChainException {
    if (e.number() != head.number() + 1) {
      throw new BrokenChainException(
          e.number(), "event " + e.number() + " follows event " + head.number());
    }
    if (!e.previous().equals(head.digest())) {
      throw new BrokenChainException(
          e.number(),
          "event "
              + e.number()
              + " names "
              + e.previous()
              + " as previous, found "
              + head.digest());
    }
    if (!e.expectedDigest().equals(e.digest())) {
      throw new BrokenChainException(
          e.number(),
          "event "
              + e.number()
              + " has digest "
              + e.digest()
              + ", its content gives "
              + e.expectedDigest());
    }
  }

  /** The log was changed, or its storage damaged. */
  public static final class BrokenChainException extends Exception {
    private static final long serialVersionUID = 1L;
    private final long number;

    BrokenChainException(long number, String message) {
      super(message);
      this.number = number;
    }

    public long number() {
      return number;
    }
  }
}
