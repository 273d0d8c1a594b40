package dev.plimsoll.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.RunRequestBody;
import dev.plimsoll.cli.service.RunRequestBody.SpecText;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.service.ServiceClient;
import dev.plimsoll.cli.testing.LocalService;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that were changed on disk, and disks that are full: nothing wrong is ever served. */
final class StoredContentTest {
  private static final String YAML = "kernel:\n  image: oci:nowhere\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void blobOfOtherContent_isNotServed() throws Exception {
    Path data = folder.resolve("data");
    Digest digest = Bytes.ofUtf8(YAML).digest();
    try (ServerStarter.Running server = LocalService.start(data, 0, folder);
        ServiceClient client = new ServiceClient(server.address())) {
      submit(client, YAML);
      assertThat(client.getBytes("/v1/blobs/" + digest).utf8()).isEqualTo(YAML);
      Path blob = data.resolve("blobs").resolve("sha256").resolve(digest.hex());
      Files.writeString(blob, YAML.replace("nowhere", "nowhera"));
      CommandFailure failure =
          catchThrowableOfType(CommandFailure.class, () -> client.getBytes("/v1/blobs/" + digest));
      assertThat(failure.code()).isEqualTo(ExitCode.EVIDENCE);
      assertThat(failure).hasMessageContaining(digest.toString());
    }
  }

  @Test
  void fullDisk_isSaid_leavesNothingHalfWritten_andIsSurvived() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    mountSmallDisk(disk);
    try {
      Path data = disk.resolve("data");
      try (ServerStarter.Running server = LocalService.start(data, 0, folder);
          ServiceClient client = new ServiceClient(server.address())) {
        String big = YAML + "# " + "x".repeat(3 << 20) + "\n";
        CommandFailure failure =
            catchThrowableOfType(CommandFailure.class, () -> submit(client, big));
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ExitCode.EVIDENCE);
        assertThat(failure).hasMessageContaining("No space left on device");
        Digest digest = Bytes.ofUtf8(big).digest();
        assertThat(data.resolve("blobs").resolve("sha256").resolve(digest.hex())).doesNotExist();
        submit(client, YAML);
        assertThat(client.getBytes("/v1/blobs/" + Bytes.ofUtf8(YAML).digest()).utf8())
            .isEqualTo(YAML);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private void submit(ServiceClient client, String yaml) throws Exception {
    client.post(
        "/v1/runs",
        new RunRequestBody(
                "test",
                List.of(new SpecText("image.yml", yaml)),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                folder)
            .toJson());
  }

  private static void mountSmallDisk(Path disk) throws IOException, InterruptedException {
    int code = run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
    if (code != 0) {
      String line = "*** SKIPPED: full disk: mounting a tmpfs needs root ***";
      System.err.println(line);
      Assumptions.abort(line);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
