package dev.plimsoll.signer.notary;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which commit may come next: the compare of compare-and-set. Not thread-safe. */
final class CommitOrder {
  private final Map<Gun, Long> last = new HashMap<>();
  private long newest;

  void require(NotaryCommit commit) throws StaleCommitException {
    long known = Optional.ofNullable(last.get(commit.gun())).orElse(0L);
    if (commit.after() != known || commit.id() != newest + 1) {
      throw new StaleCommitException(commit.gun(), commit.after(), known);
    }
  }

  void add(NotaryCommit commit) {
    last.put(commit.gun(), commit.id());
    newest = commit.id();
  }
}
