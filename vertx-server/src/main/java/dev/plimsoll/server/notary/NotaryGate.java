package dev.plimsoll.server.notary;

import dev.plimsoll.server.notary.NotaryTokens.Claims;
import dev.plimsoll.server.notary.NotaryTokens.Scope;
import dev.plimsoll.server.notary.NotaryTokens.TokenException;
import dev.plimsoll.signer.notary.Gun;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.util.Optional;

/**
 * Who may do what. With tokens: what the token says. Without: reading is open; changes are for
 * loopback, which is all that the service binds, and not for a web page that a browser there shows.
 */
final class NotaryGate {
  private static final Logger LOG = System.getLogger(NotaryGate.class.getName());
  private static final String BEARER = "Bearer ";

  private final NotaryConfig config;
  private final NotaryService.Parts parts;

  NotaryGate(NotaryConfig config, NotaryService.Parts parts) {
    this.config = config;
    this.parts = parts;
  }

  /** Whether anybody may read without a token. */
  boolean readsAreOpen() {
    return parts.tokens().isEmpty();
  }

  /** Refuses what the mode, the prefixes or the token does not allow. */
  void require(HttpServerRequest request, NotaryPath path) throws NotaryRefusal {
    boolean changes =
        HttpMethod.POST.equals(request.method())
            || HttpMethod.DELETE.equals(request.method())
            || path instanceof NotaryPath.ServerKey; // asking for a key may make one
    authorise(request, scope(request.method(), path), changes);
    Optional<Gun> gun = gun(path);
    if (gun.isPresent() && !isServed(gun.get())) {
      throw new NotaryRefusal(
          changes ? Code.INVALID_GUN : Code.METADATA_NOT_FOUND,
          gun.get() + " has none of the prefixes that are served here");
    }
    if (changes && !config.takesPushes()) {
      throw new NotaryRefusal(Code.DENIED, "this server is read-only (serve --notary read-only)");
    }
    boolean deletes = HttpMethod.DELETE.equals(request.method());
    if (deletes && config.mode() == NotaryConfig.Mode.PROPOSALS) {
      throw new NotaryRefusal(
          Code.DENIED, "here a person decides what is published; nobody deletes over this door");
    }
  }

  private boolean isServed(Gun gun) {
    return config.gunPrefixes().isEmpty()
        || config.gunPrefixes().stream().anyMatch(gun.name()::startsWith);
  }

  private void authorise(HttpServerRequest request, Scope scope, boolean changes)
      throws NotaryRefusal {
    if (parts.tokens().isEmpty()) {
      if (changes && request.getHeader(HttpHeaders.ORIGIN) != null) {
        throw new NotaryRefusal(Code.DENIED, "changes from a web page are refused");
      }
      if (changes && !isLoopback(request)) {
        throw new NotaryRefusal(Code.DENIED, "without tokens changes are for loopback alone");
      }
      return;
    }
    NotaryTokens tokens = parts.tokens().get();
    String given = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (given == null || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw challenge(request, tokens, scope, Optional.empty());
    }
    try {
      Claims claims =
          tokens.verify(given.substring(BEARER.length()).strip(), parts.clock().instant());
      if (!isPing(request) && !claims.allows(scope)) {
        throw challenge(request, tokens, scope, Optional.of("insufficient_scope"));
      }
    } catch (TokenException e) {
      LOG.log(Logger.Level.INFO, "token refused: {0}", e.getMessage());
      throw challenge(request, tokens, scope, Optional.of("invalid_token"));
    }
  }

  private static boolean isPing(HttpServerRequest request) {
    return NotaryPath.PREFIX.equals(request.path());
  }

  private static NotaryRefusal challenge(
      HttpServerRequest request, NotaryTokens tokens, Scope scope, Optional<String> error) {
    request.response().putHeader("WWW-Authenticate", tokens.challenge(scope, error));
    return new NotaryRefusal(Code.UNAUTHORIZED, "authentication required");
  }

  /** By the address it came from and the name it asked for (DNS rebinding). */
  private static boolean isLoopback(HttpServerRequest request) {
    String host = Optional.ofNullable(request.getHeader(HttpHeaders.HOST)).orElse("");
    String name = host.replaceFirst(":[0-9]+$", "");
    return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.[0-9]+){3}");
  }

  private static Optional<Gun> gun(NotaryPath path) {
    return switch (path) {
      case NotaryPath.Ping p -> Optional.empty();
      case NotaryPath.Feed f -> f.gun();
      case NotaryPath.Collection c -> Optional.of(c.gun());
      case NotaryPath.ServerKey k -> Optional.of(k.gun());
      case NotaryPath.Metadata m -> Optional.of(m.gun());
    };
  }

  /** The scopes that notary-server asks for. */
  private static Scope scope(HttpMethod method, NotaryPath path) {
    Optional<Gun> gun = gun(path);
    if (gun.isEmpty()) {
      return Scope.CATALOG;
    }
    String name = gun.get().name();
    boolean posts = HttpMethod.POST.equals(method);
    return switch (path) {
      case NotaryPath.ServerKey k -> posts ? Scope.of(name, "*") : Scope.of(name, "push", "pull");
      case NotaryPath.Collection c -> posts ? Scope.of(name, "push", "pull") : Scope.of(name, "*");
      default -> Scope.of(name, "pull");
    };
  }
}
