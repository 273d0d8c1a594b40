package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.RunEvent.BootVerdictsRecorded;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.pipeline.StreamId;
import dev.plimsoll.server.boot.BootLimits;
import dev.plimsoll.server.boot.BootLimits.LoopbackRate;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class BootVerdictHttpTest {
  private static final String PATH = "/v1/boot/verdict";
  private static final String HASH = "cd".repeat(32);

  @TempDir Path data;

  private static String question(String host, String nonce) {
    return "{\"v\":1,\"host\":\""
        + host
        + "\",\"hostNonce\":\""
        + nonce
        + "\",\"image\":\"sha256:"
        + HASH
        + "\",\"rootHash\":\""
        + HASH
        + "\"}";
  }

  private static String question() {
    return question("h1", "ab".repeat(32));
  }

  private record Wrong(String name, String type, String body, int status, String field) {}

  @TestFactory
  Stream<DynamicTest> refusesWhatItDoesNotUnderstand() {
    String json = "application/json";
    return Stream.of(
            new Wrong("short nonce", json, question("h1", "ab".repeat(31)), 400, "hostNonce"),
            new Wrong("long nonce", json, question("h1", "ab".repeat(33)), 400, "hostNonce"),
            new Wrong("upper-case nonce", json, question("h1", "AB".repeat(32)), 400, "hostNonce"),
            new Wrong("bad host", json, question("a b", "ab".repeat(32)), 400, "host"),
            new Wrong("no host", json, question().replace("\"host\"", "\"hoost\""), 400, "host"),
            new Wrong("wrong version", json, question().replace("\"v\":1", "\"v\":2"), 400, "v"),
            new Wrong("number for a string", json, question().replace("\"h1\"", "7"), 400, "host"),
            new Wrong(
                "duplicate member",
                json,
                question().replace("{\"v\":1", "{\"v\":1,\"v\":1"),
                400,
                ""),
            new Wrong(
                "deep nesting",
                json,
                question().replace("}", ",\"evidence\":" + "[".repeat(50) + "]".repeat(50) + "}"),
                400,
                ""),
            new Wrong("not JSON", json, "hello", 400, ""),
            new Wrong("empty", json, "", 400, ""),
            new Wrong("wrong content type", "text/plain", question(), 415, ""),
            new Wrong("huge body", json, "x".repeat((256 << 10) + 1), 413, ""))
        .map(
            w ->
                DynamicTest.dynamicTest(
                    w.name(),
                    () -> {
                      try (TestService service = TestService.start(data)) {
                        HttpResponse<String> answer = service.post(PATH, w.type(), w.body());
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(w.status());
                        JsonObject problem = TestService.json(answer);
                        assertThat(problem.string("detail")).contains(w.field());
                      }
                    }));
  }

  @Test
  void refusesOtherMethods_andChunkedBodiesOverTheLimit() throws Exception {
    try (TestService service = TestService.start(data)) {
      HttpResponse<String> get = service.get(PATH);
      assertThat(get.statusCode()).isEqualTo(405);
      assertThat(get.headers().firstValue("allow")).contains("POST");
      byte[] chunk = new byte[64 << 10];
      HttpRequest endless =
          HttpRequest.newBuilder(service.uri(PATH))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArrays(List.of(chunk, chunk, chunk, chunk, chunk, chunk)))
              .build();
      assertThat(statusOf(service, endless)).isEqualTo(413);
      assertThat(service.post(PATH, "application/json", question()).statusCode()).isEqualTo(200);
    }
  }

  /** A server that answers 413 early may close before the client has sent all. */
  private static int statusOf(TestService service, HttpRequest request) throws Exception {
    try {
      return service.http.send(request, BodyHandlers.ofString()).statusCode();
    } catch (java.io.IOException closedEarly) {
      return 413;
    }
  }

  @Test
  void answersWithoutAToken_andForAnyHost() throws Exception {
    try (TestService service = TestService.start(data)) {
      String body = question();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.server.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST "
                    + PATH
                    + " HTTP/1.1\r\nHost: 10.0.2.2:8480\r\n"
                    + "Content-Type: application/json; charset=utf-8\r\nConnection: close\r\n"
                    + "Content-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("application/vnd.plimsoll.boot");
      }
    }
  }

  @Test
  void says503AtOnce_whenTooManyAreUnderWay() throws Exception {
    BootLimits one = limits(1, 1000, 1000, LoopbackRate.UNLIMITED, 100);
    try (TestService service =
        TestService.start(TestService.config(data).withLimits(one), TestService.tinyImages())) {
      try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), service.server.port())) {
        slow.getOutputStream()
            .write(
                ("POST "
                        + PATH
                        + " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
        HttpResponse<String> answer = untilNot200(service);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
            .isBetween(1L, 10L);
        assertThat(TestService.json(answer).string("code")).isEqualTo("overloaded");
      }
      until200(service); // the slow one is gone, its place is free
    }
  }

  @Test
  void limitsOneAddress_butNotForEver() throws Exception {
    BootLimits few = limits(100, 1, 3, LoopbackRate.LIMITED, 100);
    try (TestService service =
        TestService.start(TestService.config(data).withLimits(few), TestService.tinyImages())) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statuses.add(service.post(PATH, "application/json", question()).statusCode());
      }
      assertThat(statuses).startsWith(200, 200, 200).contains(429);
    }
  }

  @Test
  void recordsVerdicts_behindTheAnswer_chained() throws Exception {
    try (TestService service = TestService.start(data)) {
      service.post(PATH, "application/json", question("rack-1", "ab".repeat(32)));
      service.post(PATH, "application/json", question("rack-2", "ac".repeat(32)));
      service.server.flushVerdicts();
      JsonObject page = service.getJson("/v1/boot/verdicts?image=sha256:" + HASH);
      assertThat(page.array("items")).hasSize(2);
      JsonObject row = page.array("items").getFirst().asObject("row");
      assertThat(row.string("host")).isEqualTo("rack-1");
      assertThat(row.string("verdict")).isEqualTo("deny");
      assertThat(row.array("reasons").toString()).contains("image-unknown");
      long last = page.array("items").getLast().asObject("row").integer("number");
      assertThat(service.getJson("/v1/boot/verdicts?after=" + last).array("items")).isEmpty();

      List<StoredEvent> chained =
          service.server.workspace().journal().read(new StreamId.BootVerdicts());
      long count = 0;
      for (StoredEvent e : chained) {
        count += ((BootVerdictsRecorded) e.event()).count();
      }
      assertThat(count).isEqualTo(2);
      List<BootVerdictRow> rows =
          service.server.workspace().catalog().verdicts(Optional.empty(), 0, 10);
      if (chained.size() == 1) {
        assertThat(((BootVerdictsRecorded) chained.getFirst().event()).batch())
            .isEqualTo(BootVerdictRow.batchDigest(rows));
      }
    }
  }

  @Test
  void mergesRows_whenTheQueueIsFull_andCountsEveryVerdict() throws Exception {
    BootLimits small =
        new BootLimits(256 << 10, 100, 100, 100, LoopbackRate.UNLIMITED, 3, Duration.ofHours(1));
    try (TestService service =
        TestService.start(TestService.config(data).withLimits(small), TestService.tinyImages())) {
      for (int i = 0; i < 10; i++) {
        service.post(PATH, "application/json", question("host-" + i, "ab".repeat(32)));
      }
      service.server.flushVerdicts();
      List<BootVerdictRow> rows =
          service.server.workspace().catalog().verdicts(Optional.empty(), 0, 100);
      assertThat(rows).hasSize(4);
      assertThat(rows.stream().mapToLong(BootVerdictRow::count).sum()).isEqualTo(10);
      assertThat(rows.getLast().host()).isEqualTo(BootVerdictRow.MANY_HOSTS);
    }
  }

  private static BootLimits limits(
      int inFlight, int perSecond, int burst, LoopbackRate loopback, int rows) {
    return new BootLimits(
        256 << 10, inFlight, perSecond, burst, loopback, rows, Duration.ofSeconds(1));
  }

  /** The slow request is counted when its head was read, which may take a moment. */
  private static HttpResponse<String> untilNot200(TestService service) throws Exception {
    HttpResponse<String> answer = service.post(PATH, "application/json", question());
    for (int i = 0; answer.statusCode() == 200 && i < 1000; i++) {
      answer = service.post(PATH, "application/json", question());
    }
    return answer;
  }

  private static void until200(TestService service) throws Exception {
    HttpResponse<String> answer = service.post(PATH, "application/json", question());
    for (int i = 0; answer.statusCode() != 200 && i < 1000; i++) {
      answer = service.post(PATH, "application/json", question());
    }
    assertThat(answer.statusCode()).isEqualTo(200);
  }
}
