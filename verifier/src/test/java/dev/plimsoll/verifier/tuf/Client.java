package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A fresh repository, and a client's store that trusts its first root; each update a new client.
 */
final class Client {
  final TufRepositorySimulator repository;
  TrustedStore store;

  Client() {
    repository = new TufRepositorySimulator();
    store = TrustedStore.inMemory(repository.file("1.root.json"));
  }

  Updater refresh() throws Exception {
    return refresh(NOW);
  }

  Updater refresh(Instant now) throws Exception {
    Updater updater = Updater.of(store, repository.source(), UpdaterLimits.STANDARD, now);
    updater.refresh();
    return updater;
  }

  /** What the next refresh is refused with. */
  <T extends TufException> T refused(Class<T> type) {
    return refused(type, NOW);
  }

  <T extends TufException> T refused(Class<T> type, Instant now) {
    AtomicReference<T> found = new AtomicReference<>();
    assertThatThrownBy(() -> refresh(now)).isInstanceOfSatisfying(type, found::set);
    return found.get();
  }
}
