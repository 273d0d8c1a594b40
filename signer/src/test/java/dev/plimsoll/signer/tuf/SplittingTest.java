package dev.plimsoll.signer.tuf;

import static dev.plimsoll.signer.tuf.Repositories.NOW;
import static dev.plimsoll.signer.tuf.Repositories.image;
import static dev.plimsoll.signer.tuf.Repositories.seenOnDisk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.BinPolicy.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles get more bins with their online keys alone. */
class SplittingTest {
  @TempDir private Path directory;

  private static BinPolicy policy(int bits, int targetsPerBin) {
    return new BinPolicy(Map.of(), new Tree(bits, targetsPerBin));
  }

  private TufRepository open(BinPolicy policy) throws Exception {
    return TufRepository.open(directory, FixedKeys.tufOnline().ring(), policy);
  }

  private void initialise(BinPolicy policy) throws Exception {
    TufRepository.initialise(directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), policy, NOW);
    open(policy).publish(IntStream.range(0, 40).mapToObj(Repositories::image).toList(), NOW);
  }

  private void assertAllThere() throws Exception {
    for (int number = 0; number < 40; number++) {
      assertThat(seenOnDisk(directory, "img/web/" + number, NOW)).isPresent();
    }
  }

  /** Repositories of the first version of this program had all targets in the role's own file. */
  @Test
  void repositoryWithoutBins_opensAndPublishes_andGetsThemByRenewal() throws Exception {
    initialise(BinPolicy.FLAT);
    TufRepository repository = open(policy(3, 1_000));
    repository.publish(List.of(image(40)), NOW);
    assertThat(repository.binOf("build", "img/web/1")).isEmpty();

    repository.renewIfDue(NOW);

    assertThat(repository.binOf("build", "img/web/1")).isPresent();
    assertAllThere();
    repository.publish(List.of(image(41)), NOW);
    assertThat(seenOnDisk(directory, "img/web/41", NOW)).isPresent();
    assertThat(open(policy(3, 1_000)).metadataFiles()).isEqualTo(repository.metadataFiles());
  }

  @Test
  void binsThatGrewTooLarge_areSplit_intoThoseOfMoreDigitsToo() throws Exception {
    initialise(policy(3, 1_000));
    TufRepository repository = open(policy(3, 2));

    repository.renewIfDue(NOW);

    assertThat(repository.binOf("build", "img/web/1").orElseThrow()).hasSize("build-00".length());
    assertAllThere();
    assertThat(repository.current("build-0")).as("named for ever (TUF §5.5.5)").isPresent();
    assertThat(repository.expiries()).containsKey("build");
    repository.publish(List.of(image(41)), NOW);
    assertThat(open(policy(3, 2)).findTarget("img/web/41")).isPresent();
  }

  @Test
  void noSplit_whileBinsAreSmallEnough() throws Exception {
    initialise(policy(3, 1_000));
    TufRepository repository = open(policy(3, 1_000));
    Map<String, dev.plimsoll.formats.Bytes> before = Map.copyOf(repository.metadataFiles());

    repository.renewIfDue(NOW);

    assertThat(repository.metadataFiles()).isEqualTo(before);
  }
}
