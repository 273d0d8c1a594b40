package dev.plimsoll.server;

import static dev.plimsoll.server.TestService.assertProblem;

import dev.plimsoll.formats.Digest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are wrong, and the problem each is answered with. */
final class WrongRequestTest {
  @TempDir static Path data;
  @TempDir static Path sources;
  private static TestService service;
  private static Digest image;

  @BeforeAll
  static void start() throws Exception {
    service =
        TestService.start(
            TestService.config(data).withSources(List.of(sources)), TestService.tinyImages());
    image = Digest.parse(service.run(TestService.ALLOWED).string("image"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private record Wrong(String name, HttpRequest request, int status, String code) {}

  @TestFactory
  Stream<DynamicTest> refuses() {
    String runs = "/v1/runs";
    return Stream.of(
            new Wrong("no such path", get("/v2/runs"), 404, "not-found"),
            new Wrong("no such method", method("PUT", runs), 405, "method-not-allowed"),
            new Wrong(
                "no token", post(runs, "application/yaml", "a: 1").build(), 401, "token-missing"),
            new Wrong(
                "wrong token",
                post(runs, "application/yaml", "a: 1")
                    .header("Authorization", "Bearer " + "0".repeat(64))
                    .build(),
                401,
                "token-wrong"),
            new Wrong("wrong content type", admin(runs, "text/html", "a: 1"), 415, "media-type"),
            new Wrong("not YAML", admin(runs, "application/yaml", "a: [1"), 422, "unprocessable"),
            new Wrong("not JSON", admin(runs, "application/json", "{"), 422, "unprocessable"),
            new Wrong(
                "unknown member",
                admin(runs, "application/json", "{\"name\":\"a\",\"spec\":\"a\",\"colour\":1}"),
                422,
                "unprocessable"),
            new Wrong(
                "duplicate member",
                admin(runs, "application/json", "{\"name\":\"a\",\"name\":\"b\",\"spec\":\"a\"}"),
                422,
                "unprocessable"),
            new Wrong(
                "wrong type",
                admin(runs, "application/json", "{\"name\":1,\"spec\":\"a\"}"),
                422,
                "unprocessable"),
            new Wrong(
                "bad name",
                admin(runs + "?name=..", "application/yaml", "a"),
                422,
                "unprocessable"),
            new Wrong(
                "bad role", admin(runs + "?role=A", "application/yaml", "a"), 422, "unprocessable"),
            new Wrong(
                "unknown policy",
                admin(runs + "?policies=nope", "application/yaml", "a"),
                422,
                "unprocessable"),
            new Wrong(
                "policy by path",
                admin(runs + "?policies=/etc/passwd", "application/yaml", "a"),
                422,
                "unprocessable"),
            new Wrong(
                "base directory elsewhere",
                admin(
                    runs,
                    "application/json",
                    "{\"name\":\"a\",\"spec\":\"a\",\"baseDirectory\":\"/etc\"}"),
                422,
                "base-directory"),
            new Wrong(
                "base directory by ..",
                admin(
                    runs,
                    "application/json",
                    "{\"name\":\"a\",\"spec\":\"a\",\"baseDirectory\":\"" + sources + "/..\"}"),
                422,
                "base-directory"),
            new Wrong(
                "base directory missing",
                admin(
                    runs,
                    "application/json",
                    "{\"name\":\"a\",\"spec\":\"a\",\"baseDirectory\":\"" + sources + "/no\"}"),
                422,
                "base-directory"),
            new Wrong(
                "huge body",
                admin(runs, "application/yaml", "x".repeat(9 << 20)),
                413,
                "body-too-large"),
            new Wrong("limit 0", get(runs + "?limit=0"), 400, "parameter"),
            new Wrong("limit too large", get(runs + "?limit=201"), 400, "parameter"),
            new Wrong("bad cursor", get(runs + "?after=x"), 400, "parameter"),
            new Wrong("bad run id", get(runs + "/x"), 404, "run-unknown"),
            new Wrong(
                "unknown run",
                get(runs + "/01980000-0001-7000-8000-000000000000"),
                404,
                "run-unknown"),
            new Wrong("bad digest", get("/v1/images/sha256:xyz"), 400, "digest"),
            new Wrong("other algorithm", get("/v1/blobs/sha512:" + "0".repeat(128)), 400, "digest"),
            new Wrong("unknown blob", get("/v1/blobs/sha256:" + "0".repeat(64)), 404, "not-found"),
            new Wrong("blob by path", get("/v1/blobs/..%2f..%2fadmin.token"), 400, "digest"),
            new Wrong(
                "statement that is none",
                admin("/v1/releases", "application/json", "{\"statements\":[\"e30=\"]}"),
                422,
                "unprocessable"),
            new Wrong(
                "no statements",
                admin("/v1/releases", "application/json", "{\"statements\":[]}"),
                422,
                "unprocessable"),
            new Wrong(
                "revoking what is unknown",
                admin(
                    "/v1/images/sha256:" + "0".repeat(64) + "/revocation",
                    "application/json",
                    "{\"reason\":\"x\"}"),
                404,
                "release-image-unknown"),
            new Wrong(
                "revoking without reason",
                admin(
                    "/v1/images/" + image + "/revocation",
                    "application/json",
                    "{\"reason\":\" \"}"),
                422,
                "unprocessable"),
            new Wrong(
                "foreign origin",
                HttpRequest.newBuilder(service.uri(runs))
                    .header("Origin", "http://evil.example")
                    .build(),
                403,
                "foreign-origin"),
            new Wrong(
                "null origin",
                HttpRequest.newBuilder(service.uri(runs)).header("Origin", "null").build(),
                403,
                "foreign-origin"))
        .map(
            w ->
                DynamicTest.dynamicTest(
                    w.name(),
                    () ->
                        assertProblem(
                            service.http.send(w.request(), BodyHandlers.ofString()),
                            w.status(),
                            w.code())));
  }

  private static HttpRequest get(String path) {
    return HttpRequest.newBuilder(service.uri(path)).build();
  }

  private static HttpRequest method(String method, String path) {
    return HttpRequest.newBuilder(service.uri(path))
        .header("Authorization", "Bearer " + service.token)
        .method(method, BodyPublishers.noBody())
        .build();
  }

  private static HttpRequest.Builder post(String path, String type, String body) {
    return HttpRequest.newBuilder(service.uri(path))
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body));
  }

  private static HttpRequest admin(String path, String type, String body) {
    return post(path, type, body).header("Authorization", "Bearer " + service.token).build();
  }
}
