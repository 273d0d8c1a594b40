package dev.plimsoll.image.registry;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Answers a 401: Basic with the login itself, Bearer with a token that the named server gives for
 * it (the distribution project's token specification; OAuth 2 for identity tokens). The scope is
 * the one that is needed, whatever the challenge suggests.
 */
final class Authorizer {
  private static final int MAX_TOKEN = 1 << 20;
  private static final String CLIENT = "plimsoll";
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private final Registries registries;
  private final String host;
  private final URI base;
  private final String repository;

  /**
   * What a token is for.
   *
   * @param actions {@code pull} or {@code pull,push}
   */
  record Scope(String authority, String repository, String actions) {}

  Authorizer(Registries registries, String host, URI base, String repository) {
    this.registries = registries;
    this.host = host;
    this.base = base;
    this.repository = repository;
  }

  /** What was last found to be right. */
  Optional<String> current(String actions) {
    return Optional.ofNullable(registries.tokens().get(scope(actions)));
  }

  private Scope scope(String actions) {
    return new Scope(base.getAuthority(), repository, actions);
  }

  /** The header that answers {@code refused}; remembered. */
  String answer(HttpResponse<?> refused, String actions) throws IOException {
    registries.tokens().remove(scope(actions));
    List<Challenge> challenges = new ArrayList<>();
    try {
      for (String header : refused.headers().allValues("WWW-Authenticate")) {
        challenges.addAll(Challenge.parse(header));
      }
    } catch (FormatException e) {
      throw new UnwantedAnswerException(host + " sends " + e.getMessage(), e);
    }
    Optional<Login> login = registries.settings().credentials().find(host, repository);
    String header =
        login.isPresent() && login.get() instanceof Login.RegistryToken token
            ? "Bearer " + token.secret()
            : answer(challenges, login, actions);
    registries.tokens().put(scope(actions), header);
    return header;
  }

  private String answer(List<Challenge> challenges, Optional<Login> login, String actions)
      throws IOException {
    Optional<Challenge> bearer =
        challenges.stream().filter(c -> c.scheme().equals("bearer")).findFirst();
    if (bearer.isPresent()) {
      return "Bearer " + token(bearer.get(), login, actions);
    }
    if (challenges.stream().noneMatch(c -> c.scheme().equals("basic"))) {
      throw new UnwantedAnswerException(
          host
              + " wants an unknown kind of login: "
              + FormatException.quote(
                  String.join(", ", challenges.stream().map(Challenge::scheme).toList())));
    }
    if (login.isPresent() && login.get() instanceof Login.Password password) {
      return password.basic();
    }
    throw new UnwantedAnswerException(host + " wants a login; \"docker login " + host + "\"");
  }

  private String token(Challenge challenge, Optional<Login> login, String actions)
      throws IOException {
    URI server = registries.hosts().tokenServer(base, challenge.find("realm").orElse(""));
    String service = challenge.find("service").orElse("");
    String scope = "repository:" + repository + ":" + actions;
    HttpRequest request =
        login.isPresent() && login.get() instanceof Login.IdentityToken identity
            ? refresh(server, service, scope, identity)
            : simple(server, service, scope, login);
    HttpResponse<InputStream> answer = registries.send(request, OptionalLong.of(MAX_TOKEN));
    try (InputStream in = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new UnwantedAnswerException(
            server.getAuthority() + " answered " + answer.statusCode() + " to a login for " + host);
      }
      byte[] text = in.readNBytes(MAX_TOKEN);
      String what = "the token of " + server.getAuthority();
      JsonObject json = READER.parse(what, Bytes.copyOf(text)).asObject(what);
      Optional<String> token = json.findString("token").filter(t -> !t.isEmpty());
      return headerValue(token.isPresent() ? token.get() : json.string("access_token"));
    } catch (FormatException e) {
      throw new UnwantedAnswerException(
          server.getAuthority() + " gives no token for " + host + " that can be read", e);
    }
  }

  private static String headerValue(String token) throws FormatException {
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new FormatException("a token that fits no header");
    }
    return token;
  }

  private HttpRequest simple(URI server, String service, String scope, Optional<Login> login) {
    String query =
        (service.isEmpty() ? "" : "service=" + encode(service) + "&") + "scope=" + encode(scope);
    String text = server.toString();
    URI uri = URI.create(text + (text.contains("?") ? "&" : "?") + query);
    Optional<String> basic =
        login.filter(Login.Password.class::isInstance).map(l -> ((Login.Password) l).basic());
    return registries.request(uri, basic).header("Accept", "application/json").build();
  }

  private HttpRequest refresh(
      URI server, String service, String scope, Login.IdentityToken identity) {
    String form =
        "grant_type=refresh_token&client_id="
            + CLIENT
            + "&service="
            + encode(service)
            + "&scope="
            + encode(scope)
            + "&refresh_token="
            + encode(identity.secret());
    return registries
        .request(server, Optional.empty())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form))
        .build();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
