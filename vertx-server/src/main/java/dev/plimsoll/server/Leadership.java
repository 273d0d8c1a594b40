package dev.plimsoll.server;

/**
 * Which of several processes signs metadata anew. One that is told {@link Standing#FOLLOWER} only
 * looks at what the leader published. Asked before every round; thread-safe.
 */
@FunctionalInterface
interface Leadership {
  Standing standing();

  enum Standing {
    LEADER,
    FOLLOWER
  }

  /** For the owner of a data directory: its lock lets no second process be that. */
  static Leadership owner() {
    return () -> Standing.LEADER;
  }
}
