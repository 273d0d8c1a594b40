package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.server.Leadership.Standing;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.BinPolicy;
import dev.plimsoll.signer.tuf.TufRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TufRenewalTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final BinPolicy BINS = new BinPolicy(Map.of(), new BinPolicy.Tree(6, 1_000));

  @TempDir private Path directory;
  private final List<String> alarms = new ArrayList<>();
  private TufRepository tuf;
  private Instant now = NOW;

  @BeforeEach
  void initialise() throws Exception {
    TufRepository.initialise(directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), BINS, NOW);
    tuf = open();
  }

  private TufRepository open() throws Exception {
    return TufRepository.open(directory, FixedKeys.tufOnline().ring(), BINS);
  }

  private TufRenewal renewal(Standing standing) {
    return new TufRenewal(
        tuf, () -> standing, (role, expires, left) -> alarms.add(role), () -> now);
  }

  @Test
  void leader_signsAnew_followerLooksAtWhatItSigned() throws Exception {
    TufRepository leading = open();
    now = NOW.plus(Duration.ofHours(20));
    Map<String, Bytes> before = Map.copyOf(tuf.metadataFiles());

    renewal(Standing.FOLLOWER).round();
    assertThat(tuf.metadataFiles()).isEqualTo(before);

    leading.renewIfDue(now);
    renewal(Standing.FOLLOWER).round();
    assertThat(tuf.metadataFiles()).isNotEqualTo(before).isEqualTo(leading.metadataFiles());

    now = now.plus(Duration.ofHours(20));
    renewal(Standing.LEADER).round();
    assertThat(tuf.expiries().get("timestamp")).isEqualTo(now.plus(Duration.ofDays(1)));
  }

  @Test
  void pauses_differ() {
    RandomGenerator random = new java.util.Random(1);
    assertThat(TufRenewal.pause(random)).isNotEqualTo(TufRenewal.pause(random));
    for (int i = 0; i < 100; i++) {
      assertThat(TufRenewal.pause(random)).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(12));
    }
  }

  /** 192 bins were made in one moment; over their life no day has more than a few of them. */
  @Test
  void bins_areNeverAllDueTogether() {
    TufRenewal renewal = renewal(Standing.LEADER);
    int most = 0;
    for (int hour = 0; hour < 24 * 100; hour += 6) {
      now = NOW.plus(Duration.ofHours(hour));
      Map<String, Bytes> before = Map.copyOf(tuf.metadataFiles());
      renewal.round();
      long signed =
          tuf.metadataFiles().keySet().stream()
              .filter(name -> name.matches(".*-[0-9a-f]{2}\\.json") && !before.containsKey(name))
              .count();
      most = Math.max(most, (int) signed);
    }
    assertThat(most).isBetween(1, 24);
    tuf.expiries().forEach((role, at) -> assertThat(at).as(role).isAfter(now));
  }

  @Test
  void offlineRolesThatRunLow_areCalledOut_onceADay() {
    now = NOW.plus(Duration.ofDays(340));
    TufRenewal renewal = renewal(Standing.LEADER);
    renewal.round();
    renewal.round();
    assertThat(alarms).containsExactly("root", "targets");

    now = now.plus(Duration.ofHours(25));
    renewal.round();
    assertThat(alarms).hasSize(4);
  }
}
