package dev.plimsoll.server.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in a real browser: Debian's Chromium, headless, driven by its own command line, which
 * weighs nothing beside Playwright's driver (201 MB). It prints the document after the scripts ran,
 * and what the page put on the console: a violated Content-Security-Policy is an error there.
 */
final class DashboardBrowserTest {
  private final SampleDashboard data = new SampleDashboard();
  private DashboardServer server;
  private Path chromium;

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    Optional<Path> found =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && "1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
      throw new AssertionError("chromium is required and not installed (apt-get install chromium)");
    }
    Assumptions.assumeTrue(
        found.isPresent(), "SKIPPED: no chromium; the dashboard was not tried in a browser");
    chromium = found.get();
    server = new DashboardServer(data);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private record Seen(String document, List<String> console) {}

  @Test
  void everyPageLoads_withoutBreakingThePolicy() throws Exception {
    for (String path :
        List.of(
            "/",
            "/runs/" + SampleDashboard.REJECTED,
            "/images/" + SampleDashboard.IMAGE,
            "/search?q=lab-3")) {
      Seen seen = visit(path, 500);
      assertThat(seen.console()).as(path).isEmpty();
      assertThat(seen.document()).as(path).contains("<main id=\"main\">");
    }
  }

  @Test
  void frontPageShowsANewBoot_withoutReload() throws Exception {
    // once the page has loaded its last script, something happens that it must come to show by
    // itself
    server
        .router
        .get(new Assets().script())
        .order(-1)
        .handler(
            ctx -> {
              data.boots.addFirst(SampleDashboard.boot(1, 400, "rack9-node99", "allow", List.of()));
              ctx.next();
            });
    assertThat(server.get("/").body()).doesNotContain("rack9-node99");
    Seen seen = visit("/", 10_000);
    assertThat(seen.document()).contains("rack9-node99");
    assertThat(seen.console()).isEmpty();
  }

  @Test
  void consoleShowsAViolation_whenOneIsPlanted() throws Exception {
    server
        .router
        .get("/planted")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("content-type", "text/html")
                    .putHeader("Content-Security-Policy", DashboardRoutes.CONTENT_SECURITY_POLICY)
                    .end("<main id=\"main\"><script>document.title = 1</script></main>"));
    assertThat(visit("/planted", 500).console())
        .anySatisfy(line -> assertThat(line).contains("Content Security Policy"));
  }

  /** Loads a page, lets {@code millis} of the page's own time go by, and reads it. */
  private Seen visit(String path, int millis) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory(folder, "profile");
    Path errors = folder.resolve("chromium.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--enable-logging=stderr",
                "--virtual-time-budget=" + millis,
                "--dump-dom",
                server.url(path)));
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String document = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> console =
        Files.readString(errors).lines().filter(l -> l.contains("CONSOLE")).toList();
    return new Seen(document, console);
  }
}
