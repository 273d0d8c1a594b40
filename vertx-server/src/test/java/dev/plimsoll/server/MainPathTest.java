package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.release.ReleaseSigner;
import dev.plimsoll.verifier.EnvelopeVerifier;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainPathTest {
  private static final String NONCE = "ab".repeat(32);

  @TempDir Path data;

  @Test
  void publishesReleasesAllowsAndRevokes() throws Exception {
    try (TestService service = TestService.start(data)) {
      JsonObject run = service.run(TestService.ALLOWED);
      assertThat(run.string("state")).as("%s", run).isEqualTo("published");
      Digest image = Digest.parse(run.string("image"));
      JsonObject shown = service.getJson("/v1/images/" + image);
      assertThat(shown.string("state")).isEqualTo("published");

      assertThat(ask(service, image, shown.string("rootHash")).string("verdict")).isEqualTo("deny");

      assertThat(release(service, image, shown.string("rootHash")).statusCode()).isEqualTo(201);
      JsonObject allowed = ask(service, image, shown.string("rootHash"));
      assertThat(allowed.string("verdict")).isEqualTo("allow");
      assertThat(allowed.string("hostNonce")).isEqualTo(NONCE);
      assertThat(service.getJson("/v1/images/" + image).string("state")).isEqualTo("released");

      HttpResponse<String> revoked =
          service.post(
              "/v1/images/" + image + "/revocation",
              "application/json",
              "{\"reason\":\"key leaked\"}");
      assertThat(TestService.json(revoked).integer("epoch")).isEqualTo(1);
      JsonObject denied = ask(service, image, shown.string("rootHash"));
      assertThat(denied.string("verdict")).isEqualTo("deny");
      assertThat(denied.array("reasons").toString()).contains("image-revoked");
    }
  }

  private static HttpResponse<String> release(TestService service, Digest image, String rootHash)
      throws Exception {
    Path offline = service.server.workspace().data().offlineKeys();
    Envelope statement =
        new ReleaseSigner(KeyFiles.load(offline, "release"))
            .sign(new ReleaseStatement(image, rootHash, "default", 1, 1, Instant.now()));
    return service.post(
        "/v1/releases",
        "application/json",
        "{\"statements\":[\"" + statement.encode().base64() + "\"]}");
  }

  /** The payload of a verdict whose signature holds. */
  private static JsonObject ask(TestService service, Digest image, String rootHash)
      throws Exception {
    HttpResponse<String> answer =
        service.post(
            "/v1/boot/verdict",
            "application/json",
            "{\"v\":1,\"host\":\"h1\",\"hostNonce\":\""
                + NONCE
                + "\",\"image\":\""
                + image
                + "\",\"rootHash\":\""
                + rootHash
                + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Envelope envelope = Envelope.parse("verdict", Bytes.ofUtf8(answer.body()));
    Bytes payload =
        EnvelopeVerifier.verify(
            envelope,
            BootVerdict.PAYLOAD_TYPE,
            List.of(service.server.workspace().verdictKey().publicKey()));
    return TestService.JSON.parse("payload", payload).asObject("payload");
  }
}
