package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.registry.Challenge;
import dev.plimsoll.verifier.notary.NotaryException.LengthException;
import dev.plimsoll.verifier.notary.NotarySource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one collection on a Notary server, {@code /v2/GUN/_trust/tuf/NAME}. Answers a 401 as
 * registries' clients do: Basic with the login, Bearer with a token that the named server gives for
 * it. Not thread-safe.
 */
public final class NotaryHttp implements NotarySource, AutoCloseable {
  private static final int UNAUTHORIZED = 401;
  private static final int MAX_TOKEN_ANSWER = 64 << 10;
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private final NotaryServer server;
  private final Gun gun;
  private final Web web;
  private Optional<String> authorization = Optional.empty();

  public NotaryHttp(NotaryServer server, Gun gun) {
    this.server = server;
    this.gun = gun;
    this.web = new Web(server.tls());
  }

  @Override
  public Optional<Bytes> fetch(String name, long maxBytes) throws IOException, LengthException {
    URI uri = URI.create(server.base() + "/v2/" + gun + "/_trust/tuf/" + name);
    try {
      HttpResponse<byte[]> answer = web.get(uri, authorization, maxBytes);
      if (answer.statusCode() == UNAUTHORIZED && authorization.isEmpty()) {
        authorization = Optional.of(authorize(uri, answer));
        answer = web.get(uri, authorization, maxBytes);
      }
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(Bytes.copyOf(answer.body()));
        case 404 -> Optional.empty();
        case UNAUTHORIZED ->
            throw new IOException(uri + ": the server does not accept the login (status 401)");
        default -> throw new IOException(uri + ": status " + answer.statusCode() + ", wanted 200");
      };
    } catch (Web.TooLongException e) {
      LengthException tooLong = NotarySource.tooLong(name, maxBytes);
      tooLong.addSuppressed(e);
      throw tooLong;
    }
  }

  private String authorize(URI uri, HttpResponse<byte[]> answer) throws IOException {
    try {
      List<Challenge> challenges = new ArrayList<>();
      for (String header : answer.headers().allValues("www-authenticate")) {
        challenges.addAll(Challenge.parse(header));
      }
      for (Challenge challenge : challenges) {
        if (challenge.scheme().equals("bearer")) {
          return "Bearer " + token(challenge);
        }
      }
      boolean basic = challenges.stream().anyMatch(c -> c.scheme().equals("basic"));
      if (basic && server.login().isPresent()) {
        return server.login().get().basic();
      }
      throw new IOException(
          uri + ": wants a login" + (basic ? "; give --username" : " of a kind that is unknown"));
    } catch (FormatException e) {
      throw new IOException(uri + ": " + e.getMessage(), e);
    }
  }

  private String token(Challenge challenge) throws IOException, FormatException {
    String scope = challenge.find("scope").orElse("repository:" + gun + ":pull");
    URI realm = realm(challenge.find("realm").orElse(""));
    URI uri =
        URI.create(
            realm
                + (realm.getRawQuery() == null ? "?" : "&")
                + "service="
                + encode(challenge.find("service").orElse(""))
                + "&scope="
                + encode(scope));
    HttpResponse<byte[]> answer =
        web.get(uri, server.login().map(Credentials::basic), MAX_TOKEN_ANSWER);
    if (answer.statusCode() != 200) {
      throw new IOException(
          realm + ": no token for " + scope + " (status " + answer.statusCode() + ")");
    }
    JsonObject json = READER.parse("token of " + realm, answer.body()).asObject("token answer");
    Optional<String> token = json.findString("token").or(() -> accessToken(json));
    return token
        .filter(t -> t.matches("[\\x21-\\x7e]{1,32768}"))
        .orElseThrow(() -> new FormatException("token of " + realm, "no usable token in it"));
  }

  private static Optional<String> accessToken(JsonObject json) {
    try {
      return json.findString("access_token");
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  /** The password goes there: never in the clear, except on this machine. */
  private URI realm(String text) throws FormatException {
    String what = "token server " + FormatException.quote(text);
    try {
      URI realm = URI.create(text);
      boolean safe =
          realm.getHost() != null
              && ("https".equals(realm.getScheme())
                  || ("http".equals(realm.getScheme())
                      && "http".equals(server.base().getScheme())
                      && NotaryServer.isLoopback(realm.getHost())));
      if (safe && realm.getRawFragment() == null) {
        return realm;
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException(what + ": no URL", e);
    }
    throw new FormatException(what, "wanted an https URL");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    web.close();
  }
}
