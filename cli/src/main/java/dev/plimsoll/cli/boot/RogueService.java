package dev.plimsoll.cli.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.BootVerdict;
import dev.plimsoll.formats.boot.BootVerdict.Assurance;
import dev.plimsoll.formats.boot.BootVerdict.Decision;
import dev.plimsoll.formats.boot.VerdictRequest;
import dev.plimsoll.signer.EnvelopeSigner;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * An attacker's service on loopback: it allows every boot. What it lacks of the real one is what a
 * host must notice: the key, the release statement, the fresh nonce. For demonstrations and tests.
 */
public final class RogueService implements AutoCloseable {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final int MAX_REQUEST = 256 << 10;

  private final HttpServer http;
  private final Forgery forgery;
  private final InstantSource time;
  private final AtomicInteger answers = new AtomicInteger();

  /**
   * What the attacker has.
   *
   * @param key signs the verdicts
   * @param release base64 DSSE release statement that every verdict carries
   * @param nonce from the host's nonce to the one in the verdict
   */
  public record Forgery(SigningKey key, Optional<String> release, UnaryOperator<String> nonce) {}

  private RogueService(HttpServer http, Forgery forgery, InstantSource time) {
    this.http = http;
    this.forgery = forgery;
    this.time = time;
  }

  /** Starts on a free port of the loopback address. */
  public static RogueService start(Forgery forgery, InstantSource time) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RogueService rogue = new RogueService(http, forgery, time);
    http.createContext("/v1/boot/verdict", rogue::answer);
    http.start();
    return rogue;
  }

  public int port() {
    return http.getAddress().getPort();
  }

  /** How many verdicts it has given: whether the host asked at all. */
  public int answers() {
    return answers.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange, exchange.getRequestBody().readNBytes(MAX_REQUEST));
    }
  }

  private void answer(HttpExchange exchange, byte[] request) throws IOException {
    byte[] body;
    try {
      body = verdict(VerdictRequest.parse(request)).toArray();
    } catch (FormatException e) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    answers.incrementAndGet();
  }

  private Bytes verdict(VerdictRequest request) throws IOException {
    Instant now = time.instant();
    BootVerdict verdict =
        new BootVerdict(
            Decision.ALLOW,
            List.of(),
            forgery.nonce().apply(request.hostNonce()),
            request.host(),
            request.image(),
            request.rootHash(),
            Assurance.SELF_REPORTED,
            Optional.empty(),
            0,
            forgery.release(),
            now,
            now.plus(LIFE));
    return new EnvelopeSigner(forgery.key())
        .sign(BootVerdict.PAYLOAD_TYPE, verdict.encode())
        .encode();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
