package dev.plimsoll.server.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.Catalog.ImageDetail;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore.RunRow;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DashboardRoutesTest {
  private final SampleDashboard data = new SampleDashboard();
  private DashboardServer server;

  @BeforeEach
  void start() throws Exception {
    server = new DashboardServer(data);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/search?q=", "/search?q=nothing", "/runs/x", "/images/x"})
  void everyPageHasTheStrictPolicy_andNothingInline(String path) throws Exception {
    HttpResponse<String> page = server.get(path);
    assertThat(page.headers().firstValue("content-security-policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
                + " form-action 'self'");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.body())
        .contains("<!DOCTYPE html>")
        .doesNotContainPattern(
            "<style|<script(?![^>]* src=)|<script[^>]*>[^<]|\\son[a-z]+=|\\sstyle=");
  }

  @Test
  void frontPageShows_runsImagesAndBootVerdicts() throws Exception {
    String page = server.get("/").body();
    assertThat(page)
        .contains(SampleDashboard.RUNNING.toString(), ">auditing<", ">rejected<", ">published<")
        .contains(SampleDashboard.IMAGE.toString(), ">released<", ">revoked<")
        .contains("rack1-node07", "roothash-mismatch", "2026-02-03 09:17:12");
  }

  @Test
  void frontPageSaysSo_whenThereIsNothing() throws Exception {
    try (DashboardServer empty = new DashboardServer(new NoData())) {
      assertThat(empty.get("/").body())
          .contains("No run yet", "No image was published yet", "No host has asked yet");
    }
  }

  @Test
  void livePartAnswers204_untilSomethingChanges() throws Exception {
    String again = refresh(server.get("/").body());
    assertThat(server.get(again).statusCode()).isEqualTo(204);

    data.boots.addFirst(SampleDashboard.boot(1, 400, "rack2-node01", "allow", List.of()));
    HttpResponse<String> changed = server.get(again);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).contains("rack2-node01").doesNotContain("<html");
    assertThat(server.get(refresh(changed.body())).statusCode()).isEqualTo(204);
  }

  private static String refresh(String html) {
    Matcher m = Pattern.compile("id=\"live\"[^>]*hx-get=\"([^\"]+)\"").matcher(html);
    assertThat(m.find()).isTrue();
    return m.group(1);
  }

  @Test
  void runPageShows_stepsVerdictFindingsAndReports() throws Exception {
    String page = server.get("/runs/" + SampleDashboard.REJECTED).body();
    assertThat(page)
        .contains("Verdict", ">deny<", "PLB-002", "image.yml:3:12", "remove mitigations=off")
        .contains("Not assessed: sysctl, host.")
        .contains(
            "/v1/reports/" + SampleDashboard.REJECTED + ".html",
            "/v1/reports/" + SampleDashboard.REJECTED + ".oscal.json")
        .contains("class=\"skipped\"")
        .doesNotContain("sse-connect", "hx-get");
    assertThat(page.indexOf("PLB-002")).isLessThan(page.indexOf("PLB-001"));
  }

  @Test
  void runPageFollowsItsEvents_whileTheRunGoesOn() throws Exception {
    String page = server.get("/runs/" + SampleDashboard.RUNNING).body();
    assertThat(page)
        .contains("sse-connect=\"/v1/runs/" + SampleDashboard.RUNNING + "/events\"")
        .contains("class=\"running\"")
        .doesNotContain("/v1/reports/");
  }

  @Test
  void imagePageShows_theChainOfCustody() throws Exception {
    String page = server.get("/images/" + SampleDashboard.IMAGE).body();
    assertThat(page)
        .contains("Chain of custody", "6.1.0-42-cloud-amd64", "console=ttyS0 quiet", "40.6 MiB")
        .contains("To default, by a statement of the release key")
        .contains("rack1-node08");
    assertThat(count(page, "✓ verified")).isEqualTo(9);
    assertThat(page).doesNotContain("class=\"refused\"");
  }

  @Test
  void imagePageTells_unsignedAndForeignSignaturesApart() throws Exception {
    String page = server.get("/images/" + SampleDashboard.REVOKED).body();
    assertThat(count(page, "✓ verified")).isEqualTo(7);
    assertThat(count(page, "✗ not verified")).isEqualTo(1);
    assertThat(count(page, ">unsigned<")).isEqualTo(1);
    assertThat(page).contains("<li class=\"refused\"><h3>Signed, part by part</h3>");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void imagePageSaysWhy_whenRevoked() throws Exception {
    assertThat(server.get("/images/" + SampleDashboard.REVOKED).body())
        .contains("CVE-2026-0001 in the kernel", "epoch 8", "class=\"refused\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/runs/01936f0e-0000-7000-8000-000000000000",
        "/runs/..%2f..%2fetc%2fpasswd",
        "/images/sha256:0000000000000000000000000000000000000000000000000000000000000000",
        "/images/latest"
      })
  void unknownThings_are404(String path) throws Exception {
    HttpResponse<String> page = server.get(path);
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("Not found");
  }

  @Test
  void searchGoesStraight_toARunImageOrLayer() throws Exception {
    assertThat(location(" " + SampleDashboard.REJECTED))
        .isEqualTo("/runs/" + SampleDashboard.REJECTED);
    assertThat(location(SampleDashboard.IMAGE.hex())).isEqualTo("/images/" + SampleDashboard.IMAGE);
    assertThat(location(SampleDashboard.digest("root").toString()))
        .isEqualTo("/images/" + SampleDashboard.IMAGE + "#" + SampleDashboard.digest("root").hex());
  }

  private String location(String query) throws Exception {
    HttpResponse<String> page =
        server.get("/search?q=" + query.replace(" ", "%20").replace(":", "%3A"));
    assertThat(page.statusCode()).isEqualTo(303);
    return page.headers().firstValue("location").orElseThrow();
  }

  @Test
  void searchLists_whatAHostOrBeginningOrNameMeans() throws Exception {
    assertThat(server.get("/search?q=lab-3").body()).contains("roothash-mismatch");
    assertThat(server.get("/search?q=01936f14").body())
        .contains("/runs/" + SampleDashboard.RUNNING)
        .doesNotContain("/runs/" + SampleDashboard.REJECTED);
    assertThat(server.get("/search?q=" + SampleDashboard.IMAGE.hex().substring(0, 8)).body())
        .contains("/images/" + SampleDashboard.IMAGE);
    assertThat(server.get("/search?q=edge-gateway").body())
        .contains("/runs/" + SampleDashboard.FAILED, "/runs/" + SampleDashboard.RUNNING);
    assertThat(server.get("/search?q=nobody").body()).contains("Nothing is called");
  }

  @Test
  void assetsMayBeKeptForEver_andOthersAre404() throws Exception {
    Assets assets = new Assets();
    for (String path :
        List.of(assets.css(), assets.script(), assets.htmx(), assets.sse(), assets.mark())) {
      HttpResponse<String> asset = server.get(path);
      assertThat(asset.statusCode()).as(path).isEqualTo(200);
      assertThat(asset.headers().firstValue("cache-control"))
          .contains("public, max-age=31536000, immutable");
      assertThat(asset.body()).isNotEmpty();
    }
    assertThat(server.get("/assets/plimsoll.css").statusCode()).isEqualTo(404);
    assertThat(server.get("/assets/..%2fplimsoll.css").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "${7*7}"
      })
  void textFromStrangers_staysText(String text) throws Exception {
    SampleDashboard hostile = new SampleDashboard(text);
    hostile.boots.addFirst(SampleDashboard.boot(1, 500, text, text, List.of(text)));
    try (DashboardServer other = new DashboardServer(hostile)) {
      for (String path :
          List.of(
              "/",
              "/images/" + SampleDashboard.IMAGE,
              "/runs/" + SampleDashboard.FAILED,
              "/search?q="
                  + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8))) {
        assertThat(other.get(path).body())
            .as(path)
            .doesNotContain("<script>", "<img", "\" onmouseover")
            .contains(escaped(text));
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Test
  void evidenceThatCannotBeRead_isSaidSo() throws Exception {
    try (DashboardServer broken = new DashboardServer(new BrokenData())) {
      HttpResponse<String> page = broken.get("/");
      assertThat(page.statusCode()).isEqualTo(500);
      assertThat(page.body()).contains("Evidence could not be read", "disk on fire");
    }
  }

  private static class NoData implements DashboardData {
    @Override
    public List<RunRow> runs(int limit) throws IOException {
      return List.of();
    }

    @Override
    public List<ImageDetail> images(int limit) {
      return List.of();
    }

    @Override
    public List<BootVerdictRow> boots(Optional<Digest> image, Optional<String> host, int limit) {
      return List.of();
    }

    @Override
    public Optional<RunView> run(RunId id) {
      return Optional.empty();
    }

    @Override
    public Optional<ImageView> image(Digest digest) {
      return Optional.empty();
    }
  }

  private static final class BrokenData extends NoData {
    @Override
    public List<RunRow> runs(int limit) throws IOException {
      throw new IOException("disk on fire");
    }
  }
}
