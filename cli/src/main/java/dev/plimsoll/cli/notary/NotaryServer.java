package dev.plimsoll.cli.notary;

import dev.plimsoll.formats.FormatException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a Notary server is, and how it is talked to.
 *
 * @param base without a slash at the end
 * @param tls trusts something else than the system's CAs
 * @param login for a server, or its token server, that asks
 */
public record NotaryServer(URI base, Optional<SSLContext> tls, Optional<Credentials> login) {

  /**
   * @throws FormatException for anything but {@code https://HOST[:PORT][/PATH]}, or {@code http} to
   *     this machine: over plain HTTP to another one a first look is worth nothing
   */
  public static NotaryServer parse(
      String url, Optional<SSLContext> tls, Optional<Credentials> login) throws FormatException {
    URI uri;
    try {
      uri = URI.create(url.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw wrong(url, e);
    }
    boolean whole =
        uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null;
    boolean safe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && whole && isLoopback(uri.getHost()));
    if (!whole || !safe) {
      throw wrong(url, new IllegalArgumentException(url));
    }
    return new NotaryServer(uri, tls, login);
  }

  private static FormatException wrong(String url, RuntimeException cause) {
    return new FormatException(
        "server "
            + FormatException.quote(url)
            + ": wanted https://HOST[:PORT]; http only to this machine",
        cause);
  }

  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }
}
