package dev.plimsoll.cli.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.cancel.CancelJob.End;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.cli.testing.LocalService;
import dev.plimsoll.formats.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands in a JVM of their own, told to end at moments that follow from a seed (printed): after
 * so many lines of progress that they are at another step each time.
 */
final class CancelTest {
  private static final long SEED = Long.getLong("cancel.seed", 20260102);
  private static final int ROUNDS = 5;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;
  private static final String[] OUTPUTS = {
    "out/image.tar",
    "out/image-kernel",
    "out/image-initrd.img",
    "out/image-cmdline",
    "out/image.provenance.json",
    "plimsoll.lock"
  };

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private CancelJob job;

  @BeforeEach
  void writeJob() throws IOException {
    System.err.println("cancel.seed=" + SEED);
    job = CancelJob.write(folder, random);
  }

  private Process build() throws IOException {
    return job.start(
        "build",
        "--format=tar,kernel+initrd",
        "--dir=" + folder.resolve("out"),
        job.specification());
  }

  private static int code(String signal) {
    return signal.equals("INT") ? SIGINT : SIGTERM;
  }

  private String signal() {
    return random.nextBoolean() ? "INT" : "TERM";
  }

  private void removeOutputs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder.resolve("plimsoll.lock"));
  }

  private static int finish(Process process) throws Exception {
    try (var err = process.errorReader()) {
      err.lines().forEach(l -> {});
    }
    return process.waitFor();
  }

  @Test
  void interruptAtAnyStep_leavesNothing_orAllWhenItCameTooLate() throws Exception {
    int cancelled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String signal = signal();
      End end = CancelJob.cancelled(build(), signal, 1 + random.nextInt(12));
      if (end.code() == 0 || Files.exists(folder.resolve("plimsoll.lock"))) {
        assertThat(job.leftovers()).containsExactlyInAnyOrder(OUTPUTS);
        removeOutputs();
        continue;
      }
      cancelled++;
      assertThat(end.code()).as("%s", end.said()).isEqualTo(code(signal));
      assertThat(end.said().getLast()).isEqualTo("plimsoll: cancelled");
      assertThat(job.leftovers()).as("%s", end.said()).isEmpty();
    }
    assertThat(cancelled).isPositive();
  }

  @Test
  void killedBuild_leavesWhatTheNextOneRemoves() throws Exception {
    for (int lines : new int[] {3, 7, 11}) {
      End killed = CancelJob.cancelled(build(), "KILL", lines);
      assertThat(killed.code()).as("%s", killed.said()).isEqualTo(137);
    }
    assertThat(finish(build())).isZero();
    assertThat(job.leftovers()).containsExactlyInAnyOrder(OUTPUTS);
  }

  @Test
  void interruptedRebuild_leavesNothing() throws Exception {
    assertThat(finish(build())).isZero();
    for (int round = 0; round < 2; round++) {
      String signal = signal();
      Process rebuild =
          job.start("rebuild", "--verify", "--offline", folder.resolve("out/image.tar").toString());
      End end = CancelJob.cancelled(rebuild, signal, 1 + random.nextInt(5));
      assertThat(end.code()).as("%s", end.said()).isEqualTo(code(signal));
      assertThat(end.said().getLast()).isEqualTo("plimsoll: cancelled");
      assertThat(job.leftovers()).containsExactlyInAnyOrder(OUTPUTS);
    }
  }

  /** The service that the command started is stopped, and no run waits for its next start. */
  @Test
  void interruptedRun_isCancelled_andLeavesNothing() throws Exception {
    int cancelled = 0;
    for (int round = 0; round < 3; round++) {
      String signal = signal();
      End end =
          CancelJob.cancelled(
              job.start("run", "--name=image", job.specification()), signal, 2 + random.nextInt(9));
      assertThat(end.code()).as("%s", end.said()).isEqualTo(code(signal));
      assertThat(end.said().getLast()).isEqualTo("plimsoll: cancelled");
      boolean stopped = end.said().stream().anyMatch(l -> l.contains("\"RunCancelled\""));
      cancelled += stopped ? 1 : 0;
      if (stopped) {
        assertThat(folder.resolve("plimsoll.lock")).doesNotExist();
      }
      Files.deleteIfExists(folder.resolve("plimsoll.lock"));
      assertThat(job.leftovers()).as("%s", end.said()).isEmpty();
      assertThat(folder.resolve("data/service.json")).doesNotExist();
    }
    assertThat(cancelled).isPositive();
    try (var service = LocalService.start(folder.resolve("data"), 0, folder);
        ServiceClient client = new ServiceClient(service.address())) {
      List<String> states = new ArrayList<>();
      for (JsonValue run : client.get("/v1/runs").array("items")) {
        states.add(run.asObject("run").string("state"));
      }
      assertThat(states).isNotEmpty().doesNotContain("queued", "built", "audited", "decided");
      assertThat(states.stream().filter("cancelled"::equals))
          .hasSizeGreaterThanOrEqualTo(cancelled);
    }
  }
}
