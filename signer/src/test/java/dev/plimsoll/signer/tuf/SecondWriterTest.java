package dev.plimsoll.signer.tuf;

import static dev.plimsoll.signer.tuf.Repositories.NOW;
import static dev.plimsoll.signer.tuf.Repositories.image;
import static dev.plimsoll.signer.tuf.Repositories.seenOnDisk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers of one directory, as two processes would be. */
class SecondWriterTest {
  @TempDir private Path directory;

  @Test
  void goesOnFromWhatTheOtherPublished() throws Exception {
    Repositories.initialise(directory);
    TufRepository one = Repositories.open(directory, PublishStep.NONE);
    TufRepository other = Repositories.open(directory, PublishStep.NONE);

    one.publish(List.of(image(1)), NOW);
    other.publish(List.of(image(2)), NOW);
    one.publish(List.of(image(3)), NOW);

    for (int number = 1; number <= 3; number++) {
      assertThat(seenOnDisk(directory, "img/web/" + number, NOW)).isPresent();
      assertThat(one.findTarget("img/web/" + number)).isPresent();
    }
    assertThat(one.changes().page(0, 100)).extracting(Change::number).containsExactly(1L, 2L, 3L);
  }

  @Test
  void publishesNothing_overATimestampThatWentBack() throws Exception {
    Repositories.initialise(directory);
    Path timestamp = directory.resolve("metadata/timestamp.json");
    byte[] old = Files.readAllBytes(timestamp);
    TufRepository repository = Repositories.open(directory, PublishStep.NONE);
    repository.publish(List.of(image(1)), NOW);
    Files.write(timestamp, old);

    assertThatThrownBy(() -> repository.publish(List.of(image(2)), NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("nothing is overwritten");
    assertThat(timestamp).hasBinaryContent(old);
  }

  @Test
  void publishesNothing_overADamagedTimestamp() throws Exception {
    Repositories.initialise(directory);
    TufRepository repository = Repositories.open(directory, PublishStep.NONE);
    Path timestamp = directory.resolve("metadata/timestamp.json");
    Files.writeString(timestamp, "{}");

    assertThatThrownBy(() -> repository.publish(List.of(image(2)), NOW))
        .isInstanceOf(FormatException.class);
    assertThat(timestamp).hasContent("{}");
  }
}
