package dev.plimsoll.server.notary;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the service speaks Notary v1.
 *
 * @param tokens who may do what; empty: reading is open, and so is pushing, on loopback alone
 * @param gunPrefixes what names of collections may start with; empty: anything
 */
public record NotaryConfig(Mode mode, Optional<Tokens> tokens, List<String> gunPrefixes) {
  public static final NotaryConfig OFF = new NotaryConfig(Mode.OFF, Optional.empty(), List.of());

  public NotaryConfig {
    gunPrefixes = List.copyOf(gunPrefixes);
  }

  /** What becomes of a push. */
  public enum Mode {
    /** There is no Notary here. */
    OFF,
    /** What is there is served; a push is refused. */
    READ_ONLY,
    /** A push waits until a person accepts it. */
    PROPOSALS,
    /** A push that passes the checks is published. */
    ACCEPT
  }

  /**
   * The registry's token scheme, as Docker Distribution has it.
   *
   * @param realm URL that clients fetch tokens from
   * @param issuer that tokens name as {@code iss}
   * @param service that tokens name as {@code aud}
   * @param rootCertBundle PEM certificates that tokens are signed under
   */
  public record Tokens(String realm, String issuer, String service, Path rootCertBundle) {}

  public boolean takesPushes() {
    return mode == Mode.PROPOSALS || mode == Mode.ACCEPT;
  }
}
