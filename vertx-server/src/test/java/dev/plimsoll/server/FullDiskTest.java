package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.ChainVerifier;
import dev.plimsoll.pipeline.testing.FakeImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 16 MiB that is full, for a while. Needs the right to mount a tmpfs. */
final class FullDiskTest {
  @TempDir Path folder;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk.toString()) == 0;
    if (!mounted && "1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
      Assertions.fail("cannot mount a tmpfs (needs root), and PLIMSOLL_REQUIRE_TOOLS=1");
    }
    Assumptions.assumeTrue(mounted, "SKIPPED: cannot mount a tmpfs (needs root)");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  @Test
  void failsTheRun_andServesOn_whenALayerDoesNotFit() throws Exception {
    Path data = disk.resolve("data");
    Wiring tiny = TestService.tinyImages();
    Wiring greedy =
        new Wiring(
            (store, work) ->
                request -> {
                  if (request.specs().getFirst().text().utf8().contains("huge")) {
                    store.put("application/octet-stream", zeros(64 << 20));
                  }
                  return new FakeImageSource(store).build(request);
                },
            tiny.auditor(),
            tiny.library(),
            tiny.log(),
            tiny.blobs(),
            tiny.retry(),
            tiny.clock());
    try (TestService service = TestService.start(TestService.config(data), greedy)) {
      JsonObject failed = service.run("huge");
      assertThat(failed.string("state")).isEqualTo("failed");
      assertThat(failed.object("failure").string("kind")).isEqualTo("evidence");
      assertThat(failed.object("failure").string("message")).containsIgnoringCase("space");
      assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
      try (var partial = Files.newDirectoryStream(data.resolve("blobs"), ".tmp-*")) {
        assertThat(partial).isEmpty();
      }
      assertThat(service.run(TestService.ALLOWED).string("state")).isEqualTo("published");
    }
  }

  @Test
  void refusesWork_whileTheDiskIsFull_andTakesItAfter() throws Exception {
    Path data = disk.resolve("data");
    try (TestService service = TestService.start(data)) {
      Path filler = disk.resolve("filler");
      fill(filler);
      HttpResponse<String> refused =
          service.post("/v1/runs?policies=baseline", "application/yaml", TestService.ALLOWED);
      assertThat(refused.statusCode()).isEqualTo(507);
      assertThat(TestService.json(refused).string("code")).isEqualTo("disk-full");
      assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(service.getJson("/v1/runs").array("items")).isEmpty();
      Files.delete(filler);
      assertThat(service.run(TestService.ALLOWED).string("state")).isEqualTo("published");
      assertThat(ChainVerifier.verify(service.server.workspace().log()).number()).isEqualTo(6);
    }
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(Files.size(filler)).isPositive();
    }
  }

  private static InputStream zeros(long size) {
    return new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] buffer, int from, int length) {
        if (left <= 0) {
          return -1;
        }
        int n = (int) Math.min(left, length);
        left -= n;
        return n;
      }
    };
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
