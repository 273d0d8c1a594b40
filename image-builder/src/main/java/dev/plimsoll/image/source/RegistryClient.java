package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one repository over HTTP (OCI distribution-spec 1.1; token scheme of the distribution
 * project). Blocking; each request is tried once more when the connection breaks before an answer.
 *
 * <p>Plain HTTP is spoken with loopback addresses alone. A login goes to the registry and to the
 * token server that it names over TLS, never along a redirect to another host. What comes back is
 * not trusted: callers check digests. Thread-safe.
 */
final class RegistryClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_TOKEN = 1 << 20;
  private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]+)=\"([^\"]*)\"");

  private final String host;
  private final String repository;
  private final DockerCredentials credentials;
  private final URI base;
  private volatile Optional<String> authorization = Optional.empty();

  RegistryClient(String host, String repository, DockerCredentials credentials) {
    this.host = host;
    this.repository = repository;
    this.credentials = credentials;
    String address = host.equals("docker.io") ? "registry-1.docker.io" : host;
    String scheme = isLoopback(address) ? "http" : "https";
    this.base = URI.create(scheme + "://" + address + "/v2/" + repository + "/");
  }

  private static boolean isLoopback(String address) {
    String name = address.replaceAll(":[0-9]+$", "");
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.[0-9]{1,3}){3}");
  }

  /**
   * The body at {@code path} below the repository, for the caller to close.
   *
   * @throws FileNotFoundException on 404
   */
  InputStream get(String path, String accept) throws IOException {
    URI uri = base.resolve(path.replace(":", "%3A"));
    HttpResponse<InputStream> answer = send(uri, accept, authorization);
    if (answer.statusCode() == 401) {
      answer.body().close();
      authorization = Optional.of(authorize(answer));
      answer = send(uri, accept, authorization);
    }
    for (int hops = 0; isRedirect(answer); hops++) {
      answer.body().close();
      if (hops == MAX_REDIRECTS) {
        throw new IOException(host + ": more than " + MAX_REDIRECTS + " redirects");
      }
      uri = redirect(uri, answer);
      answer = send(uri, accept, sameHost(uri) ? authorization : Optional.empty());
    }
    return body(answer, uri);
  }

  private InputStream body(HttpResponse<InputStream> answer, URI uri) throws IOException {
    if (answer.statusCode() == 200) {
      return answer.body();
    }
    answer.body().close();
    if (answer.statusCode() == 404) {
      throw new FileNotFoundException(uri + ": not found");
    }
    String hint =
        answer.statusCode() == 401 || answer.statusCode() == 403
            ? " (no such image, or no login for it)"
            : "";
    throw new IOException(host + " answered " + answer.statusCode() + " for " + repository + hint);
  }

  private static boolean isRedirect(HttpResponse<?> answer) {
    return answer.statusCode() >= 301
        && answer.statusCode() <= 308
        && answer.headers().firstValue("Location").isPresent();
  }

  private URI redirect(URI from, HttpResponse<?> answer) throws IOException {
    String location = answer.headers().firstValue("Location").orElseThrow();
    try {
      URI to = from.resolve(location);
      boolean secure = "https".equals(to.getScheme());
      boolean loopback = "http".equals(to.getScheme()) && isLoopback(to.getAuthority());
      if (!secure && !(loopback && base.getScheme().equals("http"))) {
        throw new IOException(
            host + " redirects to the insecure " + FormatException.quote(location));
      }
      return to;
    } catch (IllegalArgumentException e) {
      throw new IOException(host + " redirects to " + FormatException.quote(location), e);
    }
  }

  private boolean sameHost(URI uri) {
    return base.getAuthority().equals(uri.getAuthority())
        && base.getScheme().equals(uri.getScheme());
  }

  /** Answers a 401: Basic as it is, Bearer by fetching a token. */
  private String authorize(HttpResponse<?> answer) throws IOException {
    String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
    Optional<String> login = credentials.basic(host);
    if (challenge.toLowerCase(Locale.ROOT).startsWith("basic")) {
      return login
          .map(l -> "Basic " + l)
          .orElseThrow(
              () -> new IOException(host + " wants a login; \"docker login " + host + "\""));
    }
    if (!challenge.toLowerCase(Locale.ROOT).startsWith("bearer")) {
      throw new IOException(
          host + " wants an unknown kind of login: " + FormatException.quote(challenge));
    }
    return "Bearer " + token(challenge, login);
  }

  private String token(String challenge, Optional<String> login) throws IOException {
    String realm = "";
    String service = "";
    Matcher parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      if (parameters.group(1).equalsIgnoreCase("realm")) {
        realm = parameters.group(2);
      } else if (parameters.group(1).equalsIgnoreCase("service")) {
        service = parameters.group(2);
      }
    }
    URI uri = tokenServer(realm, service);
    HttpResponse<InputStream> answer = send(uri, "application/json", login.map(l -> "Basic " + l));
    try (InputStream in = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new IOException(uri.getHost() + " answered " + answer.statusCode() + " to a login");
      }
      Bytes text = Bytes.copyOf(in.readNBytes(MAX_TOKEN));
      JsonObject json = ImageManifests.parse("token of " + uri.getHost(), text);
      Optional<String> token = json.findString("token").or(() -> Optional.empty());
      return token.isPresent() ? token.get() : json.string("access_token");
    } catch (FormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private URI tokenServer(String realm, String service) throws IOException {
    try {
      URI uri =
          URI.create(
              realm
                  + (realm.contains("?") ? "&" : "?")
                  + "service="
                  + encode(service)
                  + "&scope="
                  + encode("repository:" + repository + ":pull"));
      boolean secure = "https".equals(uri.getScheme());
      boolean loopback = "http".equals(uri.getScheme()) && isLoopback(uri.getAuthority());
      if (secure || (loopback && base.getScheme().equals("http"))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(host + " names the token server " + FormatException.quote(realm), e);
    }
    throw new IOException(
        host + " names the insecure token server " + FormatException.quote(realm));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<InputStream> send(URI uri, String accept, Optional<String> authorization)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", accept);
    authorization.ifPresent(a -> request.header("Authorization", a));
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + uri.getHost());
    } catch (IOException e) {
      throw new IOException("cannot reach " + uri.getAuthority() + ": " + cause(e), e);
    }
  }

  private static String cause(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Connections are kept for all registries; the client has no other state. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(20))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
}
