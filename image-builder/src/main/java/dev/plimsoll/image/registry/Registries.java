package dev.plimsoll.image.registry;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Connections to registries, for all builds of a process or for one. A few at a time to each host;
 * a request that got no answer, or was told to come later, is tried again. Thread-safe.
 */
public final class Registries {
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final RegistrySettings settings;
  private final Hosts hosts;
  private final Map<String, Semaphore> permits = new ConcurrentHashMap<>();
  private final Map<Authorizer.Scope, String> tokens = new ConcurrentHashMap<>();

  public Registries(RegistrySettings settings) {
    this.settings = settings;
    this.hosts = new Hosts(settings.plainHttpHosts());
  }

  /** The client is made when something is first asked for: builds from the store never do. */
  private static final class Client {
    private static final HttpClient INSTANCE =
        HttpClient.newBuilder()
            .connectTimeout(RegistryLimits.DEFAULT.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** A repository at its own registry. */
  public RegistryClient repository(String host, String name) {
    return new RegistryClient(this, host, hosts.registry(host), name);
  }

  /** The same at one of the mirrors of its registry; see {@link #mirrors}. */
  RegistryClient mirrored(String host, String mirror, String name) throws IOException {
    URI base = hosts.mirror(mirror);
    return new RegistryClient(this, base.getAuthority(), base, name);
  }

  /** Mirrors first, then the registry itself. */
  public MirroredRepository mirrors(String host, String name) throws IOException {
    return MirroredRepository.of(this, host, name);
  }

  RegistrySettings settings() {
    return settings;
  }

  Hosts hosts() {
    return hosts;
  }

  /** Tokens by what they are for. */
  Map<Authorizer.Scope, String> tokens() {
    return tokens;
  }

  /** Sends a request that may be sent twice; {@code bytes} are expected back. */
  HttpResponse<InputStream> send(HttpRequest request, OptionalLong bytes) throws IOException {
    RegistryLimits limits = settings.limits();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= limits.attempts();
      try {
        HttpResponse<InputStream> answer = sendOnce(request, bytes);
        boolean busy = answer.statusCode() == TOO_MANY || answer.statusCode() == UNAVAILABLE;
        if (!busy || last) {
          return answer;
        }
        answer.body().close();
        pause(retryAfter(answer).orElse(PAUSE.multipliedBy(attempt)));
      } catch (InterruptedIOException | UnwantedAnswerException e) {
        throw e;
      } catch (IOException e) {
        boolean hopeless = e instanceof StalledException || !isIdempotent(request);
        if (last || hopeless || attempt >= 2) {
          throw new IOException(
              request.uri().getAuthority() + " does not answer: " + Causes.text(e), e);
        }
        pause(PAUSE);
      }
    }
  }

  private static boolean isIdempotent(HttpRequest request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private Optional<Duration> retryAfter(HttpResponse<?> answer) {
    Optional<String> seconds =
        answer.headers().firstValue("Retry-After").filter(s -> s.matches("[0-9]{1,6}"));
    Duration longest = settings.limits().maxRetryAfter();
    return seconds
        .map(s -> Duration.ofSeconds(Long.parseLong(s)))
        .map(d -> d.compareTo(longest) > 0 ? longest : d);
  }

  private static void pause(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a registry");
    }
  }

  /** One exchange; the host's permit is given back when the body is closed. */
  private HttpResponse<InputStream> sendOnce(HttpRequest request, OptionalLong bytes)
      throws IOException {
    RegistryLimits limits = settings.limits();
    Semaphore permit =
        permits.computeIfAbsent(
            request.uri().getAuthority(), a -> new Semaphore(limits.connectionsPerHost(), true));
    AtomicBoolean released = new AtomicBoolean();
    Runnable release =
        () -> {
          if (released.compareAndSet(false, true)) {
            permit.release();
          }
        };
    try {
      permit.acquire();
      try {
        HttpResponse<InputStream> answer =
            Client.INSTANCE.send(
                request,
                head ->
                    new GuardedBody(
                        limits.stall(),
                        limits.timeFor(bytes.orElse(limits.maxDocument())),
                        release));
        return checked(answer);
      } catch (IOException | InterruptedException | RuntimeException e) {
        release.run();
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + request.uri().getHost());
    } catch (java.net.http.HttpTimeoutException e) {
      throw new StalledException("no answer within " + GuardedBody.seconds(limits.answer()) + " s");
    }
  }

  /** We ask for no encoding: one that comes nevertheless would hide what is measured and hashed. */
  private static HttpResponse<InputStream> checked(HttpResponse<InputStream> answer)
      throws IOException {
    Optional<String> encoding =
        answer.headers().firstValue("Content-Encoding").filter(e -> !e.equals("identity"));
    if (encoding.isPresent()) {
      answer.body().close();
      throw new UnwantedAnswerException(
          answer.uri().getAuthority()
              + " answers with the Content-Encoding "
              + FormatException.quote(encoding.get())
              + ", which was not asked for");
    }
    return answer;
  }

  /** A new request with our limits and nothing of the user's but {@code authorization}. */
  HttpRequest.Builder request(URI uri, Optional<String> authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(settings.limits().answer());
    if ("http".equals(uri.getScheme())) {
      request.version(HttpClient.Version.HTTP_1_1); // no attempt to upgrade
    }
    authorization.ifPresent(a -> request.header("Authorization", a));
    return request;
  }
}
