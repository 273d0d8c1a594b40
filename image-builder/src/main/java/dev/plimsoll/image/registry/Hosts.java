package dev.plimsoll.image.registry;

import dev.plimsoll.formats.FormatException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses may be spoken to, and how: TLS everywhere, plain HTTP with loopback addresses and
 * with the hosts that the user named.
 */
record Hosts(Set<String> plainHttp) {
  private static final String DOCKER_HUB = "registry-1.docker.io";

  Hosts {
    plainHttp = Set.copyOf(plainHttp);
  }

  /** Where the registry called {@code host} in references is. */
  URI registry(String host) {
    String address = host.equals("docker.io") ? DOCKER_HUB : host;
    return URI.create((plain(address) ? "http" : "https") + "://" + address + "/v2/");
  }

  /** Where a mirror is; {@code url} may have a path. */
  URI mirror(String url) throws UnwantedAnswerException {
    String base = url.endsWith("/") ? url : url + "/";
    URI uri = parse(base.endsWith("/v2/") ? base : base + "v2/", "the mirror");
    return require(uri, "the mirror");
  }

  /**
   * A redirect's target.
   *
   * @throws UnwantedAnswerException when it leads to another scheme: from TLS to none it would give
   *     everything away, and nobody needs the rest
   */
  URI redirect(URI from, String location) throws UnwantedAnswerException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new UnwantedAnswerException(
          from.getAuthority() + " redirects to " + FormatException.quote(location), e);
    }
    if (!from.getScheme().equalsIgnoreCase(scheme(to)) || to.getHost() == null) {
      throw new UnwantedAnswerException(
          from.getAuthority()
              + " redirects from "
              + from.getScheme()
              + " to another scheme: "
              + FormatException.quote(location));
    }
    return require(to, from.getAuthority() + " redirects to it");
  }

  /** The server that a challenge names; a login goes there. */
  URI tokenServer(URI registry, String realm) throws UnwantedAnswerException {
    URI uri = parse(realm, registry.getAuthority() + " names the token server");
    boolean downgrade = registry.getScheme().equals("https") && !scheme(uri).equals("https");
    if (downgrade || uri.getHost() == null) {
      throw new UnwantedAnswerException(
          registry.getAuthority()
              + " names the insecure token server "
              + FormatException.quote(realm));
    }
    return require(uri, registry.getAuthority() + " names the token server");
  }

  private static URI parse(String text, String what) throws UnwantedAnswerException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new UnwantedAnswerException(
          what + " " + FormatException.quote(text) + ": not a URL", e);
    }
  }

  private URI require(URI uri, String what) throws UnwantedAnswerException {
    boolean allowed =
        scheme(uri).equals("https") || (scheme(uri).equals("http") && plain(uri.getAuthority()));
    if (!allowed || uri.getUserInfo() != null) {
      throw new UnwantedAnswerException(
          what
              + ": "
              + FormatException.quote(uri.toString())
              + " is not https (--plain-http "
              + uri.getAuthority()
              + " would allow plain HTTP)");
    }
    return uri;
  }

  private static String scheme(URI uri) {
    return Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
  }

  private boolean plain(String address) {
    return plainHttp.contains(address) || isLoopback(address);
  }

  private static boolean isLoopback(String address) {
    String name = address.replaceAll(":[0-9]+$", "");
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.[0-9]{1,3}){3}");
  }
}
