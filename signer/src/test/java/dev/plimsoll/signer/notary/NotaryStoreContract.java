package dev.plimsoll.signer.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store keeps to. */
abstract class NotaryStoreContract {
  static final Instant NOW = Instant.parse("2026-12-01T00:00:00.123456789Z");
  static final Gun WEB = new Gun("plimsoll/web");
  static final Gun DB = new Gun("plimsoll/db");

  abstract NotaryStore store() throws IOException;

  static NotaryCommit commit(long id, long after, Gun gun, String role, Bytes file) {
    return new NotaryCommit(
        id,
        after,
        NOW,
        gun,
        NotaryCommit.Kind.UPDATE,
        List.of(StoredFile.of(role, id, file)),
        List.of());
  }

  @Test
  void keepsCommitsInOrder_withTheirFiles() throws Exception {
    NotaryStore store = store();
    Bytes one = Bytes.ofUtf8("one");
    Bytes two = Bytes.ofUtf8("two");
    NotaryCommit first = commit(1, 0, WEB, "root", one);
    NotaryCommit second = commit(2, 0, DB, "root", two);
    store.append(first, List.of(one));
    store.append(second, List.of(two));
    store.append(commit(3, 1, WEB, "targets/a", one), List.of(one));
    assertThat(store.load()).hasSize(3).startsWith(first, second);
    assertThat(store.read(one.digest())).isEqualTo(one);
    assertThat(store.read(two.digest())).isEqualTo(two);
    Digest none = Bytes.ofUtf8("none").digest();
    assertThatThrownBy(() -> store.read(none)).isInstanceOf(IOException.class);
  }

  @Test
  void refusesACommitThatIsNotForTheLastOne_andKeepsNothingOfIt() throws Exception {
    NotaryStore store = store();
    Bytes file = Bytes.ofUtf8("one");
    store.append(commit(1, 0, WEB, "root", file), List.of(file));
    for (NotaryCommit stale :
        List.of(
            commit(2, 0, WEB, "root", file),
            commit(2, 2, WEB, "root", file),
            commit(3, 1, WEB, "root", file),
            commit(1, 1, WEB, "root", file))) {
      assertThatThrownBy(() -> store.append(stale, List.of(file)))
          .isInstanceOf(StaleCommitException.class);
    }
    assertThat(store.load()).hasSize(1);
  }
}
