package dev.plimsoll.pipeline;

/**
 * Tells listeners that something happened. Best effort, at most once, never blocks: a lost ring
 * costs latency, never work.
 */
@FunctionalInterface
public interface Doorbell {
  void ring(StoredEvent event);

  static Doorbell silent() {
    return event -> {};
  }
}
