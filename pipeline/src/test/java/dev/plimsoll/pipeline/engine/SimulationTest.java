package dev.plimsoll.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.ChainVerifier;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunRequest;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunStatus;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.pipeline.testing.Faults;
import dev.plimsoll.pipeline.testing.Faults.Fate;
import dev.plimsoll.pipeline.testing.Faults.ProcessDied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run, worked in this thread over storage that fails: whatever fails where, on whichever side
 * of its effect, and whenever the process dies, the run ends as it does without failures.
 */
final class SimulationTest {
  private static final List<Fate> FAILURES =
      Stream.of(Fate.values()).filter(f -> f != Fate.WORKS).toList();

  @TempDir Path folder;

  /** Every single operation of a good run, each failing in each way, once. */
  @TestFactory
  Stream<DynamicTest> endsTheSame_whicheverOperationFails() throws Exception {
    List<String> operations = operationsOfAGoodRun();
    assertThat(operations).hasSizeGreaterThan(20);
    return IntStream.range(0, operations.size())
        .boxed()
        .flatMap(
            n ->
                FAILURES.stream()
                    .map(
                        fate ->
                            DynamicTest.dynamicTest(
                                fate + " at " + n + ": " + operations.get(n),
                                () -> simulate(planned(n, fate), Rig.ALLOWED))));
  }

  /** Many failures in one run, drawn from a seed. */
  @Property(tries = 60)
  void endsTheSame_withAnyMixOfFailures(@ForAll long seed) throws Exception {
    Path temporary = Files.createTempDirectory("simulation");
    try {
      folder = temporary;
      simulate(drawn(seed), seed % 4 == 0 ? Rig.DENIED : Rig.ALLOWED);
    } finally {
      try (Stream<Path> all = Files.walk(temporary)) {
        for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    }
  }

  private void simulate(Faults faults, String commandLine) throws Exception {
    Rig rig = new Rig(Files.createTempDirectory(folder, "life"), 50);
    RunRequest request = request(rig, commandLine);
    RunId id = dev.plimsoll.pipeline.testing.SampleEvents.runId(1);
    rig.journal.append(
        new StreamId.Run(id), 0, new dev.plimsoll.pipeline.RunEvent.RunRequested(request));
    plant(rig, faults);
    int lives = 0;
    int deaths = 0;
    while (!isOver(rig, id)) {
      assertThat(++lives).as("lives").isLessThan(200);
      try {
        rig.newLife();
        rig.engine.work(id);
        rig.journal.drain();
      } catch (ProcessDied | IOException e) {
        deaths++; // the next life takes over
      }
    }
    assertThat(deaths).isLessThanOrEqualTo(lives);
    settle(rig);
    checkEnd(rig, id, commandLine);
  }

  /** The last life, in which storage works. */
  private static void settle(Rig rig) throws Exception {
    plant(rig, Faults.none());
    rig.newLife();
  }

  private static void checkEnd(Rig rig, RunId id, String commandLine) throws Exception {
    List<StoredEvent> events = rig.log.read(new StreamId.Run(id));
    RunState end = RunState.fold(events);
    boolean allowed = commandLine.equals(Rig.ALLOWED);
    assertThat(end.status()).isEqualTo(allowed ? RunStatus.PUBLISHED : RunStatus.REJECTED);
    assertThat(events.stream().filter(e -> e.event() instanceof ImagePublished).count())
        .isEqualTo(allowed ? 1 : 0);
    assertThat(ChainVerifier.verify(rig.log).number()).isEqualTo(events.size());
    assertThat(rig.log.pending(10)).isEmpty();
    assertThat(rig.store.position()).isEqualTo(events.size());
    assertThat(rig.store.run(id).orElseThrow().status()).isEqualTo(end.status());
    assertThat(rig.snapshots.current().images()).hasSize(allowed ? 1 : 0);
    assertThat(rig.publisher.targets()).hasSize(allowed ? 7 : 0);
    if (allowed) {
      Digest image = ((RunState.Published) end).published().image();
      assertThat(image).isEqualTo(expectedImage(rig));
      assertThat(rig.catalog.bundles(rig.catalog.image(image).orElseThrow().row())).hasSize(8);
    }
  }

  /** The image is a function of the request alone. */
  private static Digest expectedImage(Rig rig) throws Exception {
    Path lock = Files.createTempFile("plimsoll", ".lock");
    try {
      return new dev.plimsoll.pipeline.testing.FakeImageSource(rig.blobs)
          .build(
              new dev.plimsoll.image.BuildRequest(
                  "tiny",
                  Rig.input(Rig.ALLOWED).specs(),
                  Path.of("/nowhere"),
                  lock,
                  dev.plimsoll.image.BuildRequest.LockMode.ADD,
                  java.util.Optional.empty()))
          .digest();
    } finally {
      Files.delete(lock);
    }
  }

  private static boolean isOver(Rig rig, RunId id) throws IOException {
    return RunState.fold(rig.log.read(new StreamId.Run(id))).status().isFinal();
  }

  private static void plant(Rig rig, Faults faults) {
    rig.log.faults(faults);
    rig.store.faults(faults);
    rig.blobs.faults(faults);
    rig.publisher.faults(faults);
  }

  private List<String> operationsOfAGoodRun() throws Exception {
    Faults recorder = Faults.none();
    simulate(recorder, Rig.ALLOWED);
    return recorder.operations();
  }

  private static Faults planned(int at, Fate fate) {
    int[] count = {0};
    return new Faults(operation -> count[0]++ == at ? fate : Fate.WORKS);
  }

  /** Fails one operation in six, twenty in all. */
  private static Faults drawn(long seed) {
    Random random = new Random(seed);
    int[] left = {20};
    return new Faults(
        operation -> {
          if (left[0] == 0 || random.nextInt(6) != 0) {
            return Fate.WORKS;
          }
          left[0]--;
          return FAILURES.get(random.nextInt(FAILURES.size()));
        });
  }

  private static RunRequest request(Rig rig, String commandLine) throws IOException {
    RunInput input = Rig.input(commandLine);
    return new RunRequest(
        input.name(),
        List.of(
            new RunRequest.SpecRef(
                "tiny.yml",
                rig.blobs
                    .putDocument("application/yaml", input.specs().getFirst().text())
                    .digest())),
        "/nowhere",
        new RunRequest.LockInput.Fresh(),
        input.lockMode(),
        List.of("baseline"),
        "default",
        java.util.Optional.empty(),
        java.util.Optional.empty());
  }
}
