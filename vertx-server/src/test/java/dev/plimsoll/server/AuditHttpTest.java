package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/audits}. */
final class AuditHttpTest {
  private static final String CONFIG =
      "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_BUG=y\n";
  private static final String BOUNDARY = "----parts";

  @TempDir static Path data;
  private static TestService service;

  @BeforeAll
  static void start() throws Exception {
    service = TestService.start(data);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> audit(String query, String body, String... headers)
      throws Exception {
    return service.post("/v1/audits" + query, "application/octet-stream", body, headers);
  }

  private static String part(String name, String file, String content) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\""
        + (file.isEmpty() ? "" : "; filename=\"" + file + "\"")
        + "\r\n\r\n"
        + content
        + "\r\n";
  }

  private static HttpResponse<String> form(String... parts) throws Exception {
    return service.post(
        "/v1/audits?policy=baseline",
        "multipart/form-data; boundary=" + BOUNDARY,
        String.join("", parts) + "--" + BOUNDARY + "--\r\n");
  }

  @Test
  void bodyIsTheFile_answerIsTheAuditOfTheCommandLine() throws Exception {
    HttpResponse<String> answer = audit("?policy=baseline&name=mine&status=PASS", CONFIG);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject report = TestService.json(answer);
    assertThat(report.string("subject")).isEqualTo("mine");
    assertThat(report.array("findings"))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.asObject("f").string("status")).isEqualTo("PASS"));
    assertThat(report.object("counts").integer("fail")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/gzip"})
  void bodyIsTheFile_whateverItsTypeIsCalled(String type) throws Exception {
    HttpResponse<String> answer = service.post("/v1/audits?policy=baseline", type, CONFIG);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(TestService.json(answer).array("findings")).isNotEmpty();
  }

  @Test
  void partsOfAForm_areSurfaces() throws Exception {
    HttpResponse<String> answer =
        form(
            part("config", ".config", CONFIG),
            part("cmdline", "", "console=ttyS0 mitigations=off"),
            part("sysctl", "sysctl.txt", "kernel.kptr_restrict = 2\n"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonObject report = TestService.json(answer);
    assertThat(report.arrayOrEmpty("notAssessed")).isEmpty();
    assertThat(answer.body()).contains("mitigations=off, wanted never off");
  }

  @ParameterizedTest
  @CsvSource({
    "?output=sarif,'',application/sarif+json,2.1.0",
    "'',application/sarif+json,application/sarif+json,2.1.0",
    "?output=junit,'',application/xml,<testsuite",
    "?output=khc-json,'',application/vnd.kernel-hardening-checker+json,check_result_bool",
    "'','text/html, */*;q=0.1',application/json,schemaVersion"
  })
  void formIsChosen_byOutputOrAccept(String query, String accept, String type, String holds)
      throws Exception {
    HttpResponse<String> answer =
        accept.isEmpty() ? audit(query, CONFIG) : audit(query, CONFIG, "Accept", accept);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.body()).contains(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?policy=nonesuch|422|unprocessable|no policy \"nonesuch\"",
        "?policy=/etc/passwd|422|unprocessable|no policy",
        "?arch=x87|400|parameter|x87",
        "?kernel=six|400|parameter|six",
        "?status=GOOD|400|parameter|GOOD",
        "?output=pdf|400|parameter|pdf",
        "?arch=arm64|422|unprocessable|a kernel configuration for x86_64, wanted one for arm64",
      })
  void wrongRequest_isAProblem(String query, int status, String code, String detail)
      throws Exception {
    HttpResponse<String> answer = audit(query, CONFIG);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(TestService.json(answer).string("code")).isEqualTo(code);
    assertThat(TestService.json(answer).string("detail")).contains(detail);
  }

  @Test
  void whatCannotBeRead_isOneLocatedLine() throws Exception {
    HttpResponse<String> answer = audit("", "CONFIG_A=y\n");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(TestService.json(answer).string("detail")).startsWith("body:1:1: nothing says");
    assertThat(audit("", "").statusCode()).isEqualTo(422);
    assertThat(audit("", CONFIG, "Accept", "text/html").statusCode()).isEqualTo(406);
  }

  @Test
  void seriesAndUnknownParts_areRefused_clearly() throws Exception {
    HttpResponse<String> series = form(part("series", "series", "a.patch\n"));
    assertThat(series.statusCode()).isEqualTo(501);
    assertThat(TestService.json(series).string("code")).isEqualTo("series");
    assertThat(form(part("konfig", "x", CONFIG)).statusCode()).isEqualTo(400);
    assertThat(form(part("config", "x", CONFIG), part("config", "y", CONFIG)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void withoutToken_isRefused() throws Exception {
    HttpRequest bare =
        HttpRequest.newBuilder(service.uri("/v1/audits"))
            .POST(HttpRequest.BodyPublishers.ofString(CONFIG))
            .build();
    assertThat(service.http.send(bare, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void uploads_areGoneAfterTheAnswer() throws Exception {
    form(part("config", ".config", CONFIG));
    Path uploads = service.server.workspace().data().work().resolve("uploads");
    for (int i = 0; i < 100 && uploads.toFile().list().length > 0; i++) {
      service.get("/healthz"); // the file is deleted behind the answer
    }
    assertThat(uploads).isEmptyDirectory();
  }
}
