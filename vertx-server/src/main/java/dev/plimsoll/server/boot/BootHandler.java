package dev.plimsoll.server.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.server.boot.AddressLimiter.Admission;
import dev.plimsoll.server.boot.BootLimits.LoopbackRate;
import dev.plimsoll.server.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code POST /v1/boot/verdict}, on the event loop from the first byte to the last. Answers 200 to
 * every question that it understands; everything else is transport and means "no verdict yet" to
 * the host. When more requests are under way than allowed, it says 503 at once instead of queueing.
 */
public final class BootHandler implements Handler<HttpServerRequest> {
  /** The one path. */
  public static final String PATH = "/v1/boot/verdict";

  private static final Logger LOG = System.getLogger(BootHandler.class.getName());
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final int MAX_RETRY_AFTER = 10; // seconds
  private static final long LINGER_MILLIS = 2_000;

  private final Vertx vertx;
  private final VerdictService service;
  private final VerdictCounts counts;
  private final AddressLimiter limiter;
  private final BootLimits limits;
  private final AtomicInteger inFlight;

  /**
   * @param inFlight shared by all event loops
   */
  public BootHandler(
      Vertx vertx,
      VerdictService service,
      VerdictCounts counts,
      AddressLimiter limiter,
      BootLimits limits,
      AtomicInteger inFlight) {
    this.vertx = vertx;
    this.service = service;
    this.counts = counts;
    this.limiter = limiter;
    this.limits = limits;
    this.inFlight = inFlight;
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!HttpMethod.POST.equals(request.method())) {
      response.putHeader(HttpHeaders.ALLOW, "POST");
      Problem.of(405, "method-not-allowed", "only POST asks for a verdict").send(response);
      return;
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !isJson(type)) {
      Problem.of(415, "media-type", "content type of a boot request is application/json")
          .send(response);
      return;
    }
    if (declaredLength(request) > limits.body()) {
      refuseLarge(request);
      return;
    }
    if (limited(request.remoteAddress())) {
      turnAway(response, 429, "rate-limit", "too many boot requests from this address");
      return;
    }
    if (inFlight.incrementAndGet() > limits.inFlight()) {
      inFlight.decrementAndGet();
      turnAway(response, 503, "overloaded", "too many boot requests are under way");
      return;
    }
    new Body(request).read();
  }

  /**
   * Answers, then drops what the host still sends until it is through or {@link #LINGER_MILLIS} are
   * over. A connection that is closed while the other side writes is reset, and the answer is lost.
   */
  private void refuseLarge(HttpServerRequest request) {
    long timer = vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
    request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
    request.handler(dropped -> {});
    request.response().putHeader(HttpHeaders.CONNECTION, "close");
    Future<Void> answered =
        Problem.of(413, "body-too-large", "a boot request has at most " + limits.body() + " bytes")
            .send(request.response());
    request.endHandler(end -> answered.onComplete(done -> request.connection().close()));
  }

  private boolean limited(SocketAddress peer) {
    String address = peer.hostAddress();
    if (address == null || (limits.loopback() == LoopbackRate.UNLIMITED && isLoopback(address))) {
      return false;
    }
    return limiter.admit(address) == Admission.COME_BACK;
  }

  private void turnAway(HttpServerResponse response, int status, String code, String detail) {
    counts.countTurnedAway();
    int seconds = ThreadLocalRandom.current().nextInt(1, MAX_RETRY_AFTER + 1);
    response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
    Problem.of(status, code, detail).send(response);
  }

  private void answer(HttpServerRequest request, byte[] body) {
    HttpServerResponse response = request.response();
    try {
      Bytes envelope = service.answer(body);
      response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
      response.end(Buffer.buffer(envelope.toArray()));
    } catch (FormatException e) {
      counts.countMalformed();
      Problem.of(400, "boot-request", e.getMessage()).send(response);
    } catch (IOException e) {
      LOG.log(Logger.Level.ERROR, "signing a boot verdict", e);
      turnAway(response, 503, "signing", "the verdict cannot be signed");
    }
  }

  private static boolean isJson(String type) {
    int end = type.indexOf(';');
    String bare = end < 0 ? type : type.substring(0, end);
    return bare.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return 0;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Collects one body up to the limit; counted in flight until it is answered or broken off. */
  private final class Body {
    private final HttpServerRequest request;
    private final Buffer collected = Buffer.buffer(256);
    private boolean over;

    Body(HttpServerRequest request) {
      this.request = request;
    }

    void read() {
      request.exceptionHandler(broken -> finish());
      request.handler(this::more);
      request.endHandler(
          end -> {
            if (finish()) {
              answer(request, collected.getBytes());
            }
          });
    }

    private void more(Buffer part) {
      if (over) {
        return;
      }
      if (collected.length() + part.length() > limits.body()) {
        finish();
        refuseLarge(request);
        return;
      }
      collected.appendBuffer(part);
    }

    /** Whether this call was the first. */
    private boolean finish() {
      if (over) {
        return false;
      }
      over = true;
      inFlight.decrementAndGet();
      return true;
    }
  }
}
