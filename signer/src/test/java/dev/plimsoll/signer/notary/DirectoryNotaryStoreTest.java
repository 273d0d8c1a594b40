package dev.plimsoll.signer.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoryNotaryStoreTest extends NotaryStoreContract {
  private static final Bytes ONE = Bytes.ofUtf8("one");
  private static final Bytes TWO = Bytes.ofUtf8("two");

  @TempDir Path directory;

  @Override
  NotaryStore store() throws IOException {
    return DirectoryNotaryStore.open(directory);
  }

  @Test
  void isReadBackByTheNextProcess() throws Exception {
    NotaryCommit commit = commit(1, 0, WEB, "root", ONE);
    store().append(commit, List.of(ONE));
    NotaryStore again = store();
    assertThat(again.load()).containsExactly(commit);
    assertThat(again.read(ONE.digest())).isEqualTo(ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file aside", "files", "files synced", "half a line"})
  void aCrashBeforeTheLineIsOut_leavesNothingToSee(String step) throws Exception {
    store().append(commit(1, 0, WEB, "root", ONE), List.of(ONE));
    NotaryStore halting = halting(step);
    assertThatThrownBy(() -> halting.append(commit(2, 1, WEB, "root", TWO), List.of(TWO)))
        .hasMessage(step);
    NotaryStore next = store();
    assertThat(next.load()).hasSize(1);
    next.append(commit(2, 1, WEB, "root", TWO), List.of(TWO));
    assertThat(store().load()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"line", "committed"})
  void aCrashBehindTheLine_leavesAllOfIt(String step) throws Exception {
    NotaryStore halting = halting(step);
    assertThatThrownBy(() -> halting.append(commit(1, 0, WEB, "root", ONE), List.of(ONE)))
        .hasMessage(step);
    NotaryStore next = store();
    assertThat(next.load()).hasSize(1);
    assertThat(next.read(ONE.digest())).isEqualTo(ONE);
  }

  @Test
  void afterAFailedAppend_theSameStoreGoesOn() throws Exception {
    boolean[] failing = {true};
    DirectoryNotaryStore store =
        DirectoryNotaryStore.open(
            directory,
            step -> {
              if (failing[0] && step.equals("half a line")) {
                throw new IOException(step);
              }
            });
    assertThatThrownBy(() -> store.append(commit(1, 0, WEB, "root", ONE), List.of(ONE)))
        .hasMessage("half a line");
    failing[0] = false;
    store.append(commit(1, 0, WEB, "root", TWO), List.of(TWO));
    assertThat(store().load()).hasSize(1);
  }

  @Test
  void aDamagedCommitOrFileIsNeverServed() throws Exception {
    store().append(commit(1, 0, WEB, "root", ONE), List.of(ONE));
    Files.writeString(
        directory.resolve("files").resolve(ONE.digest().hex()), "0ne", StandardOpenOption.SYNC);
    NotaryStore store = store();
    assertThatThrownBy(() -> store.read(ONE.digest())).hasMessageContaining("damaged");
    Path log = directory.resolve("commits");
    Files.writeString(log, Files.readString(log).replace("plimsoll/web", "plimsoll/wob"));
    assertThatThrownBy(this::store).hasMessageContaining("checksum differs");
  }

  private NotaryStore halting(String at) throws IOException {
    return DirectoryNotaryStore.open(
        directory,
        step -> {
          if (step.equals(at)) {
            throw new IOException(step);
          }
        });
  }
}
