package dev.plimsoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner;
import dev.plimsoll.signer.release.PointerSigner.Previous;
import dev.plimsoll.signer.release.PointerSigner.RoleState;
import dev.plimsoll.signer.release.ReleaseSigner;
import dev.plimsoll.verifier.EnvelopeVerifier;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

      // the statement alone is taken, but published metadata do not bear it out yet
      Envelope statement = statement(service, image, shown.string("rootHash"));
      HttpResponse<String> alone = release(service, statement, "");
      assertThat(alone.statusCode()).as(alone.body()).isEqualTo(201);
      assertThat(alone.body()).contains("no-pointer");
      assertThat(ask(service, image, shown.string("rootHash")).string("verdict")).isEqualTo("deny");

      HttpResponse<String> pointed = release(service, statement, move(service, image));
      assertThat(pointed.statusCode()).as(pointed.body()).isEqualTo(201);
      assertThat(pointed.body()).contains("\"state\":\"released\"");
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

  private static SigningKey manager(TestService service) throws Exception {
    return KeyFiles.load(service.server.workspace().data().offlineKeys(), "release");
  }

  private static Envelope statement(TestService service, Digest image, String rootHash)
      throws Exception {
    return new ReleaseSigner(manager(service))
        .sign(new ReleaseStatement(image, rootHash, "default", 1, 1, Instant.now()));
  }

  /** The next file of the host role, as its manager makes it. */
  private static String move(TestService service, Digest image) throws Exception {
    JsonObject state = service.getJson("/v1/releases/default");
    ReleasePointer pointer = new ReleasePointer(image, 1, "tiny", image.hex());
    Signed<Targets> file =
        new PointerSigner(manager(service))
            .point(
                new RoleState(
                    "default",
                    targets(state.string("targets")).signed(),
                    Optional.of(targets(state.string("published"))),
                    Optional.empty()),
                pointer,
                Previous.RETIRED,
                Instant.now());
    return ",\"pointers\":[{\"file\":\""
        + file.file().base64()
        + "\",\"target\":\""
        + pointer.encode().base64()
        + "\"}]";
  }

  private static Signed<Targets> targets(String base64) throws Exception {
    return Signed.parse("targets", Bytes.parseBase64(base64), Targets::parse);
  }

  private static HttpResponse<String> release(TestService service, Envelope statement, String more)
      throws Exception {
    return service.post(
        "/v1/releases",
        "application/json",
        "{\"statements\":[\"" + statement.encode().base64() + "\"]" + more + "}");
  }

  @Test
  void refusesAHostRoleWithoutManagers() throws Exception {
    try (TestService service = TestService.start(data)) {
      HttpResponse<String> answer = service.get("/v1/releases/kiosk");
      TestService.assertProblem(answer, 409, "release-role-undelegated");
      assertThat(answer.body()).contains("plimsoll tuf delegate");
    }
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
