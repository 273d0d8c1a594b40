package dev.plimsoll.signer.tuf;

import static dev.plimsoll.signer.tuf.Repositories.NOW;
import static dev.plimsoll.signer.tuf.Repositories.image;
import static dev.plimsoll.signer.tuf.Repositories.pointer;
import static dev.plimsoll.signer.tuf.Repositories.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.signer.tuf.Repositories.CrashAt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeFeedTest {
  @TempDir private Path directory;
  private TufRepository repository;

  @BeforeEach
  void initialise() throws Exception {
    Repositories.initialise(directory);
    repository = Repositories.open(directory, PublishStep.NONE);
  }

  @Test
  void saysWhatAPublicationChanged() throws Exception {
    repository.publish(List.of(image(1)), NOW);

    Change change = repository.changes().page(0, 10).getFirst();
    String bin = repository.binOf("build", "img/web/1").orElseThrow();
    assertThat(change.number()).isEqualTo(1);
    assertThat(change.time()).isEqualTo(NOW);
    assertThat(change.role()).isEqualTo(bin);
    assertThat(change.version()).isEqualTo(2);
    assertThat(change.sha256()).isEqualTo(repository.current(bin).orElseThrow().digest());
    assertThat(change.added()).containsExactly("img/web/1");
    assertThat(change.removed()).isEmpty();
  }

  @Test
  void saysWhichTargetsAnAcceptedFileAddsAndRemoves() throws Exception {
    repository.accept("host-kiosk", sign(pointer(1, "one"), "m-a", "m-b"), NOW);
    repository.accept("host-kiosk", sign(pointer(2, "two"), "m-a", "m-b"), NOW);
    repository.accept("host-kiosk", sign(pointer(3, ""), "m-a", "m-b"), NOW);

    List<Change> changes = repository.changes().page(0, 10);
    assertThat(changes).extracting(Change::role).containsOnly("host-kiosk");
    assertThat(changes.get(1).added()).containsExactly("host/kiosk/current");
    assertThat(changes.get(2).added()).isEmpty();
    assertThat(changes.get(2).removed()).containsExactly("host/kiosk/current");
  }

  @Test
  void pages_overManyFiles_andAReopening() throws Exception {
    for (int i = 0; i < 1_300; i += 100) {
      List<TufRepository.NewTarget> images = new ArrayList<>();
      for (int j = i; j < i + 100; j++) {
        images.add(image(j));
      }
      repository.publish(images, NOW);
    }
    TufRepository again = Repositories.open(directory, PublishStep.NONE);
    long last = again.changes().last();
    assertThat(last).isEqualTo(26);
    assertThat(again.changes().page(20, 3))
        .extracting(Change::number)
        .containsExactly(21L, 22L, 23L);
    assertThat(again.changes().page(last, 3)).isEmpty();
    assertThat(again.changes().page(0, 1_000)).hasSize(26);
  }

  @Test
  void crashBeforeTheTimestamp_leavesNoRecord_andNumbersWithoutAGap() throws Exception {
    for (int at = 0; ; at++) {
      Path home = directory.resolve("crash-" + at);
      Repositories.initialise(home);
      Repositories.open(home, PublishStep.NONE).publish(List.of(image(1)), NOW);
      CrashAt crash = new CrashAt(at);
      TufRepository crashing = Repositories.open(home, crash);
      try {
        crashing.publish(List.of(image(2)), NOW);
        break;
      } catch (IOException e) {
        assertThat(crashing.changes().last()).isEqualTo(1);
      }
      TufRepository again = Repositories.open(home, PublishStep.NONE);
      assertThat(again.changes().page(0, 10)).hasSize(1);
      again.publish(List.of(image(2)), NOW);
      crashing.publish(List.of(image(3)), NOW);
      assertThat(crashing.changes().page(0, 10))
          .extracting(Change::number)
          .containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void refusesWildPages() {
    assertThatThrownBy(() -> repository.changes().page(-1, 10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> repository.changes().page(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
