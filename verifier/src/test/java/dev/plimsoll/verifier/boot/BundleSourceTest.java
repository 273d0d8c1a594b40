package dev.plimsoll.verifier.boot;

import static dev.plimsoll.verifier.boot.GateRig.POLICY;
import static dev.plimsoll.verifier.boot.GateRig.pointer;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.RoleBundle;
import dev.plimsoll.verifier.boot.BootDecision.Allowed;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The unchanged workflow over an answer of the service. */
class BundleSourceTest {
  private static final TargetBytes NOTHING_KEPT = (path, listed) -> Optional.empty();
  private final GateRig rig = new GateRig().good();

  private RoleBundle bundle(String... without) throws Exception {
    rig.refreshedElsewhere();
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (String name : rig.publishedNames()) {
      files.put(name, rig.repository.file(name));
    }
    for (String name : without) {
      files.remove(name);
    }
    Bytes current = pointer("1").encode();
    return RoleBundle.parse(
        new RoleBundle(
                "kiosk",
                files,
                Map.of("host/kiosk/" + current.digest().hex() + ".current", current))
            .encode());
  }

  private BootDecision boot(BundleSource answer, Instant now) throws Exception {
    Updater updater = Updater.of(rig.store, answer, UpdaterLimits.STANDARD, now);
    updater.refresh();
    return BootGate.of(Set.of(POLICY)).decide(updater, answer, "kiosk");
  }

  @Test
  void bootsFromOneAnswer() throws Exception {
    assertThat(boot(BundleSource.of(bundle(), NOTHING_KEPT), NOW)).isInstanceOf(Allowed.class);
  }

  @Test
  void bootsAgain_whenNothingHasChanged() throws Exception {
    RoleBundle first = bundle();
    boot(BundleSource.of(first, NOTHING_KEPT), NOW);
    TargetBytes kept =
        (path, listed) ->
            Optional.ofNullable(first.targets().get(BundleSource.consistentName(path, listed)));

    assertThat(boot(BundleSource.unchanged(rig.store, kept), NOW)).isInstanceOf(Allowed.class);
  }

  @Test
  void refusesThatNothingHasChanged_whenTheTimestampHasExpired() throws Exception {
    boot(BundleSource.of(bundle(), NOTHING_KEPT), NOW);

    assertThatThrownBy(() -> boot(BundleSource.unchanged(rig.store, NOTHING_KEPT), EXPIRES))
        .isInstanceOf(ExpiredException.class);
  }

  @Test
  void refusesAnAnswerThatLacksAFile() throws Exception {
    RoleBundle lacking = bundle(rig.nameOf("audit"));

    assertThatThrownBy(() -> boot(BundleSource.of(lacking, NOTHING_KEPT), NOW))
        .isInstanceOf(MissingException.class);
  }

  @Test
  void refusesAnOldAnswer() throws Exception {
    RoleBundle old = bundle();
    rig.build(pointer("2"));
    boot(BundleSource.of(bundle(), NOTHING_KEPT), NOW);

    assertThatThrownBy(() -> boot(BundleSource.of(old, NOTHING_KEPT), NOW))
        .isInstanceOf(RollbackException.class);
  }
}
