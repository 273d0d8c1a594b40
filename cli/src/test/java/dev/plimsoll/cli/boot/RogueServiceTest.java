package dev.plimsoll.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.plimsoll.cli.boot.RogueService.Forgery;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.EnvelopeVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RogueServiceTest {
  private static final String NONCE = "ab".repeat(32);
  private static final String REQUEST =
      "{\"v\":1,\"host\":\"h\",\"hostNonce\":\""
          + NONCE
          + "\",\"image\":\"sha256:"
          + "cd".repeat(32)
          + "\",\"rootHash\":\""
          + "ef".repeat(32)
          + "\"}";

  @TempDir private Path folder = Path.of("");

  @Test
  void answer_allowsWhatWasAsked_signedByItsKey() throws Exception {
    SigningKey key =
        KeyFiles.loadOrCreate(folder, "rogue", KeyFiles.Kind.ECDSA_P256, new SecureRandom());
    Forgery forgery = new Forgery(key, Optional.of("c3RhdGVtZW50"), n -> n.replace('a', '0'));
    try (RogueService rogue =
        RogueService.start(forgery, () -> Instant.parse("2026-01-02T03:04:05Z"))) {
      HttpResponse<byte[]> answer = ask(rogue, REQUEST);
      assertThat(answer.statusCode()).isEqualTo(200);
      Bytes payload =
          EnvelopeVerifier.verify(
              Envelope.parse("verdict", Bytes.copyOf(answer.body())),
              BootVerdict.PAYLOAD_TYPE,
              List.of(key.publicKey()));
      JsonObject verdict =
          JsonReader.within(JsonLimits.REQUEST).parse("verdict", payload).asObject("verdict");
      assertThat(verdict.string("verdict")).isEqualTo("allow");
      assertThat(verdict.string("hostNonce")).isEqualTo("0b".repeat(32));
      assertThat(verdict.string("rootHash")).isEqualTo("ef".repeat(32));
      assertThat(verdict.string("release")).isEqualTo("c3RhdGVtZW50");
      assertThat(rogue.answers()).isEqualTo(1);
    }
  }

  @Test
  void nonsense_getsNoVerdict() throws Exception {
    SigningKey key =
        KeyFiles.loadOrCreate(folder, "rogue", KeyFiles.Kind.ECDSA_P256, new SecureRandom());
    try (RogueService rogue =
        RogueService.start(new Forgery(key, Optional.empty(), n -> n), Instant::now)) {
      assertThat(ask(rogue, "{}").statusCode()).isEqualTo(400);
      assertThat(rogue.answers()).isZero();
      assertThatCode(rogue::close).doesNotThrowAnyException();
    }
  }

  private static HttpResponse<byte[]> ask(RogueService rogue, String body)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + rogue.port() + "/v1/boot/verdict"))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
