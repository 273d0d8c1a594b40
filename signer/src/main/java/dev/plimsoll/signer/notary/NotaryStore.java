package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Where commits and the files that they name are kept for good. Blocking, thread-safe. The contract
 * stands in {@code NotaryStoreContract}, which every implementation passes.
 */
public interface NotaryStore {
  /** Every commit, oldest first. */
  List<NotaryCommit> load() throws IOException;

  /**
   * Stores the commit with its files: durable on return, and after an exception or a crash there
   * whole or not at all.
   *
   * @param files the content of {@link NotaryCommit#files}, in any order
   * @throws StaleCommitException when {@code id} is not the next one, or {@code after} not the
   *     collection's last commit
   */
  void append(NotaryCommit commit, Collection<Bytes> files)
      throws IOException, StaleCommitException;

  /** A file of a stored commit, checked against its digest. */
  Bytes read(Digest digest) throws IOException;
}
