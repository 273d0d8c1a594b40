package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which blobs the builds that are under way use, and which of them they brought into the store
 * themselves: what a hostile image brought leaves with it, what was there before it stays, and so
 * does what another build has taken up meanwhile. One for all builds of a store in a process.
 * Thread-safe.
 */
public final class Arrivals {
  private final Map<Digest, Set<Build>> users = new HashMap<>();

  /** A build begins; closing it ends its claims. */
  public Build begin(ContentStore store) {
    return new Build(store);
  }

  /** The claims of one build. */
  public final class Build implements AutoCloseable {
    private final ContentStore store;
    private final Set<Digest> brought = new HashSet<>();
    private final Set<Digest> used = new HashSet<>();

    private Build(ContentStore store) {
      this.store = store;
    }

    /**
     * The build will use {@code digest}; told before it is looked for, or put.
     *
     * @return whether the store has it already
     */
    boolean claim(Digest digest) throws IOException {
      synchronized (users) {
        boolean there = store.find(digest).isPresent();
        if (used.add(digest)) {
          users.computeIfAbsent(digest, d -> new HashSet<>()).add(this);
          if (!there) {
            brought.add(digest);
          }
        }
        return there;
      }
    }

    /** Removes those of {@code digests} that this build brought and no other one uses. */
    public void withdraw(List<Digest> digests) throws IOException {
      synchronized (users) {
        for (Digest digest : digests) {
          if (brought.contains(digest) && users.getOrDefault(digest, Set.of()).size() == 1) {
            store.remove(digest);
          }
        }
      }
    }

    @Override
    public void close() {
      synchronized (users) {
        for (Digest digest : used) {
          users.computeIfPresent(
              digest,
              (d, builds) -> {
                builds.remove(this);
                return builds.isEmpty() ? null : builds;
              });
        }
      }
    }
  }
}
