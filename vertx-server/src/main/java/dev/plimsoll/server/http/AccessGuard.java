package dev.plimsoll.server.http;

import dev.plimsoll.server.notary.NotaryRoutes;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.server.tuf.TufHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask what. Public: boot keys and roles, TUF, healthz, readyz. Notary's paths have rules of
 * their own. Reading anything else: anybody on loopback, as viewer. Changing anything: the admin
 * token.
 *
 * <p>A foreign {@code Host} is refused, so that a web page whose name an attacker points at
 * loopback (DNS rebinding) reads nothing; a foreign {@code Origin}, so that it changes nothing.
 */
final class AccessGuard implements Handler<RoutingContext> {
  private static final Set<String> PUBLIC =
      Set.of("/v1/boot/keys", "/v1/boot/verdict", "/healthz", "/readyz");
  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String TUF = "/tuf/";
  private static final String BEARER = "Bearer ";

  private final byte[] token;
  private final Set<String> hosts;

  /**
   * Guards a service on loopback.
   *
   * @param token the admin token
   * @param host that the service is bound to
   * @param publicUrl how people reach it
   */
  AccessGuard(String token, String host, Optional<String> publicUrl) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    hosts.add(host.contains(":") ? "[" + host + "]" : lower(host));
    publicUrl.map(u -> URI.create(u).getHost()).ifPresent(h -> hosts.add(lower(h)));
  }

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    ctx.response().putHeader("X-Content-Type-Options", "nosniff");
    String path = String.valueOf(request.path());
    if (PUBLIC.contains(path)
        || path.startsWith(TUF)
        || path.startsWith(TufHandler.ROLES)
        || NotaryRoutes.takes(path)) {
      ctx.next();
      return;
    }
    Optional<Problem> refusal = refusal(request);
    if (refusal.isEmpty()) {
      ctx.next();
      return;
    }
    if (refusal.get().status() == 401) {
      ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"plimsoll\"");
    }
    refusal.get().send(ctx.response());
  }

  private Optional<Problem> refusal(HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !hosts.contains(withoutPort(host))) {
      return Optional.of(
          Problem.of(421, "foreign-host", "this service does not answer for that Host"));
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !isOurs(origin, host)) {
      return Optional.of(
          Problem.of(403, "foreign-origin", "requests from pages of that Origin are refused"));
    }
    String given = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (given != null) {
      return isAdmin(given)
          ? Optional.empty()
          : Optional.of(Problem.of(401, "token-wrong", "that is not the admin token"));
    }
    boolean reads = READS.contains(request.method());
    return reads
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                401, "token-missing", "changes need Authorization: Bearer with the admin token"));
  }

  private boolean isAdmin(String authorization) {
    return authorization.startsWith(BEARER)
        && MessageDigest.isEqual(
            authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
            token);
  }

  private static boolean isOurs(String origin, String host) {
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon >= 0 && colon > host.lastIndexOf(']');
    return lower(port ? host.substring(0, colon) : host);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
