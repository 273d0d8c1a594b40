package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.engine.RunInput;
import dev.plimsoll.pipeline.engine.Submission;
import dev.plimsoll.server.testing.HaltPoint;
import dev.plimsoll.server.testing.HaltingBlobStore;
import dev.plimsoll.server.testing.HaltingEventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process of its own: starts the service, asks for one run unless there is one, waits for its end
 * and prints {@code END <state>}; or ends on the way, at the point that it was given.
 *
 * <p>Arguments: data directory, command line of the image, halt point.
 */
final class KilledService {
  private KilledService() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    HaltPoint halt = new HaltPoint(args[2]);
    if (args[2].equals("middle:publish")) {
      Thread.ofPlatform().daemon().start(() -> haltWhenThereIs(data, "2.snapshot.json", halt));
    }
    try (PlimsollServer server = PlimsollServer.start(TestService.config(data), wiring(halt))) {
      RunState end = server.workspace().await(run(server, args[1]), Duration.ofMinutes(1));
      System.out.println("END " + end.status().wire());
    }
  }

  private static RunId run(PlimsollServer server, String commandLine) throws Exception {
    List<RunRow> runs = server.workspace().catalog().runs(Optional.empty(), 1);
    if (!runs.isEmpty()) {
      return runs.getFirst().id();
    }
    Submission made =
        server
            .workspace()
            .submit(
                new RunInput(
                    "tiny",
                    List.of(new Spec("tiny.yml", Bytes.ofUtf8(commandLine))),
                    Path.of("/nowhere"),
                    new RunInput.Lock.None(),
                    LockMode.ADD,
                    List.of("baseline"),
                    "default",
                    Optional.empty()));
    return ((Submission.Accepted) made).id();
  }

  private static Wiring wiring(HaltPoint halt) {
    Wiring tiny = TestService.tinyImages();
    return new Wiring(
        tiny.images(),
        tiny.auditor(),
        tiny.library(),
        log -> new HaltingEventLog(log, halt),
        blobs -> new HaltingBlobStore(blobs, halt),
        tiny.retry(),
        tiny.clock());
  }

  /** In the middle of publishing: the new snapshot is there, the timestamp is still the old one. */
  private static void haltWhenThereIs(Path data, String name, HaltPoint halt) {
    Path metadata = data.resolve("tuf/metadata");
    while (true) {
      try (var files = Files.list(metadata)) {
        if (files.anyMatch(f -> f.getFileName().toString().equals(name))) {
          halt.reached("middle:publish");
        }
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
  }
}
