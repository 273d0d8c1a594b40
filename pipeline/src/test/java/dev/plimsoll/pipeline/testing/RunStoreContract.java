package dev.plimsoll.pipeline.testing;

import static dev.plimsoll.pipeline.testing.SampleEvents.digest;
import static dev.plimsoll.pipeline.testing.SampleEvents.runId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.RunStore;
import dev.plimsoll.pipeline.RunStore.Changes;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.pipeline.RunStore.RunRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every run store does; run against the fake and each adapter. */
public abstract class RunStoreContract {
  private static final Instant T0 = SampleEvents.T0;

  /** A store with nothing in it. */
  protected abstract RunStore emptyStore() throws Exception;

  @Test
  void keepsRuns_newestFirst_inPages() throws Exception {
    RunStore store = emptyStore();
    for (int i = 1; i <= 5; i++) {
      store.save(i, Changes.of(run(i, RunStatus.QUEUED)));
    }
    assertThat(store.runs(Optional.empty(), 2))
        .extracting(RunRow::id)
        .containsExactly(runId(5), runId(4));
    assertThat(store.runs(Optional.of(runId(4)), 10))
        .extracting(RunRow::id)
        .containsExactly(runId(3), runId(2), runId(1));
    assertThat(store.run(runId(3))).contains(run(3, RunStatus.QUEUED));
    assertThat(store.run(runId(9))).isEmpty();
    assertThat(store.position()).isEqualTo(5);
  }

  @Test
  void replacesRun_andForgetsFinishedOnesAsInFlight() throws Exception {
    RunStore store = emptyStore();
    store.save(1, Changes.of(run(1, RunStatus.QUEUED)));
    store.save(2, Changes.of(run(2, RunStatus.AUDITING)));
    store.save(3, Changes.of(run(1, RunStatus.PUBLISHED)));
    assertThat(store.inFlight()).containsExactly(runId(2));
    assertThat(store.run(runId(1)).orElseThrow().status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(store.findRunByKey("key-2")).contains(run(2, RunStatus.AUDITING));
    assertThat(store.findRunByKey("key-7")).isEmpty();
  }

  @Test
  void ignoresChanges_thatWereSavedBefore() throws Exception {
    RunStore store = emptyStore();
    store.save(2, Changes.of(run(1, RunStatus.PUBLISHED)));
    store.save(2, Changes.of(run(1, RunStatus.QUEUED)));
    store.save(1, Changes.of(run(1, RunStatus.QUEUED)));
    assertThat(store.run(runId(1)).orElseThrow().status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(store.position()).isEqualTo(2);
  }

  @Test
  void keepsImages_andTheNewestPublicationOfEach() throws Exception {
    RunStore store = emptyStore();
    store.save(1, image(image("a", 1)));
    store.save(2, image(image("b", 2)));
    store.save(3, image(image("a", 3)));
    assertThat(store.images(Optional.empty(), 10)).containsExactly(image("a", 3), image("b", 2));
    assertThat(store.images(Optional.of(runId(3)), 10)).containsExactly(image("b", 2));
    assertThat(store.image(digest("a"))).contains(image("a", 3));
    assertThat(store.image(digest("z"))).isEmpty();
  }

  @Test
  void keepsReleasesAndRevocations() throws Exception {
    RunStore store = emptyStore();
    ReleaseRow release = new ReleaseRow(1, digest("a"), "default", 1, 2, "c3Q=", T0);
    RevocationRow revocation = new RevocationRow(digest("a"), "leaked", 1, T0);
    Changes none = Changes.none();
    store.save(1, new Changes(none.run(), none.image(), Optional.of(release), none.revocation()));
    store.save(2, new Changes(none.run(), none.image(), none.release(), Optional.of(revocation)));
    assertThat(store.releases()).containsExactly(release);
    assertThat(store.revocations()).containsExactly(revocation);
  }

  @Test
  void addsVerdictRows_oncePerBatch() throws Exception {
    RunStore store = emptyStore();
    List<BootVerdictRow> first = List.of(row("h1", "a", 1), row("h2", "b", 7));
    List<BootVerdictRow> second = List.of(row("h3", "a", 1));
    store.addVerdicts(BootVerdictRow.batchDigest(first), first);
    store.addVerdicts(BootVerdictRow.batchDigest(first), first);
    store.addVerdicts(BootVerdictRow.batchDigest(second), second);
    assertThat(store.verdicts(Optional.empty(), 0, 10))
        .extracting(BootVerdictRow::host)
        .containsExactly("h1", "h2", "h3");
    BootVerdictRow merged = store.verdicts(Optional.of(digest("b")), 0, 10).getFirst();
    assertThat(merged.count()).isEqualTo(7);
    assertThat(merged.reasons()).containsExactly("image-unknown", "not-released");
    assertThat(store.verdicts(Optional.empty(), merged.number(), 10))
        .extracting(BootVerdictRow::host)
        .containsExactly("h3");
    assertThat(store.latestVerdicts(Optional.of(digest("a")), Optional.empty(), 10))
        .extracting(BootVerdictRow::host)
        .containsExactly("h3", "h1");
    assertThat(store.latestVerdicts(Optional.empty(), Optional.of("h1"), 10))
        .extracting(BootVerdictRow::host)
        .containsExactly("h1");
  }

  private static RunRow run(int n, RunStatus status) {
    return new RunRow(
        runId(n),
        "web",
        status,
        n % 2 == 0 ? Optional.of(SampleEvents.IMAGE) : Optional.empty(),
        n % 2 == 0 ? Optional.of("allow") : Optional.empty(),
        "",
        T0,
        T0.plusSeconds(n),
        Optional.of("key-" + n));
  }

  private static Changes image(ImageRow row) {
    Changes none = Changes.none();
    return new Changes(none.run(), Optional.of(row), none.release(), none.revocation());
  }

  private static ImageRow image(String name, int run) {
    Digest digest = digest(name);
    return new ImageRow(
        digest,
        name,
        digest.hex(),
        1L << 40,
        "console=ttyS0",
        "6.1.0",
        "default",
        SampleEvents.POLICY,
        runId(run),
        digest("decision"),
        digest("signatures"),
        T0);
  }

  private static BootVerdictRow row(String host, String image, long count) {
    return new BootVerdictRow(
        0, T0, host, digest(image), "deny", List.of("image-unknown", "not-released"), count);
  }
}
