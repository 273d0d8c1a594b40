package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store that forgets. */
final class MemoryNotaryStore implements NotaryStore {
  private final CommitOrder order = new CommitOrder();
  private final List<NotaryCommit> commits = new ArrayList<>();
  private final Map<Digest, Bytes> files = new HashMap<>();

  @Override
  public synchronized List<NotaryCommit> load() {
    return List.copyOf(commits);
  }

  @Override
  public synchronized void append(NotaryCommit commit, Collection<Bytes> content)
      throws StaleCommitException {
    order.require(commit);
    content.forEach(f -> files.put(f.digest(), f));
    order.add(commit);
    commits.add(commit);
  }

  @Override
  public synchronized Bytes read(Digest digest) throws IOException {
    Bytes file = files.get(digest);
    if (file == null) {
      throw new FileNotFoundException(digest.toString());
    }
    return file;
  }
}
