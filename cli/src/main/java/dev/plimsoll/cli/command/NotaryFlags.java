package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.server.TlsConfig;
import dev.plimsoll.server.notary.NotaryConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code serve} about its Notary face and its door with TLS. */
final class NotaryFlags {
  @Option(
      names = "--notary",
      paramLabel = "MODE",
      description =
          "speak Notary v1: off, read-only, proposals (a push waits for plimsoll notary accept),"
              + " accept (default: ${DEFAULT-VALUE})")
  private String mode = "off";

  @Option(
      names = "--notary-gun-prefix",
      paramLabel = "PREFIX",
      description = "serve only collections whose name starts so; repeatable")
  private List<String> prefixes = List.of();

  @Option(
      names = "--notary-token-realm",
      paramLabel = "URL",
      description = "where clients fetch tokens; with all four no request goes without one")
  private Optional<String> realm = Optional.empty();

  @Option(
      names = "--notary-token-issuer",
      paramLabel = "NAME",
      description = "who issues the tokens")
  private Optional<String> issuer = Optional.empty();

  @Option(
      names = "--notary-token-service",
      paramLabel = "NAME",
      description = "what tokens call this service")
  private Optional<String> service = Optional.empty();

  @Option(
      names = "--notary-token-rootcertbundle",
      paramLabel = "FILE",
      description = "PEM certificates that tokens are signed under")
  private Optional<Path> bundle = Optional.empty();

  @Option(
      names = "--tls-port",
      paramLabel = "N",
      description = "listen here too, with TLS; 0 for any free one")
  private Optional<Integer> tlsPort = Optional.empty();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "PEM certificate of --tls-port, the leaf first")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "PEM private key of --tls-cert, PKCS#8")
  private Optional<Path> key = Optional.empty();

  ServerStarter.Faces faces() throws CommandFailure {
    return new ServerStarter.Faces(new NotaryConfig(mode(), tokens(), prefixes), tls());
  }

  private NotaryConfig.Mode mode() throws CommandFailure {
    return Arrays.stream(NotaryConfig.Mode.values())
        .filter(m -> m.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(mode))
        .findFirst()
        .orElseThrow(
            () ->
                CommandFailure.wrong(
                    "--notary is \"" + mode + "\", wanted off, read-only, proposals or accept"));
  }

  private Optional<NotaryConfig.Tokens> tokens() throws CommandFailure {
    long given =
        List.of(realm, issuer, service, bundle).stream().filter(Optional::isPresent).count();
    if (given == 0) {
      return Optional.empty();
    }
    if (realm.isEmpty() || issuer.isEmpty() || service.isEmpty() || bundle.isEmpty()) {
      throw CommandFailure.wrong(
          "--notary-token-realm, -issuer, -service and -rootcertbundle belong together");
    }
    requireHeaderText("--notary-token-realm", realm.get());
    requireHeaderText("--notary-token-service", service.get());
    try {
      URI.create(realm.get());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.wrong("--notary-token-realm is no URL: " + realm.get());
    }
    return Optional.of(
        new NotaryConfig.Tokens(realm.get(), issuer.get(), service.get(), bundle.get()));
  }

  /** It stands between quotes in a header. */
  private static void requireHeaderText(String option, String text) throws CommandFailure {
    if (!text.matches("[\\x20-\\x7e&&[^\"\\\\]]+")) {
      throw CommandFailure.wrong(option + " has characters that a header cannot carry");
    }
  }

  private Optional<TlsConfig> tls() throws CommandFailure {
    if (tlsPort.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (tlsPort.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
      throw CommandFailure.wrong("--tls-port, --tls-cert and --tls-key belong together");
    }
    if (tlsPort.get() < 0 || tlsPort.get() > 65_535) {
      throw CommandFailure.wrong("--tls-port is " + tlsPort.get() + ", wanted 0 to 65535");
    }
    return Optional.of(new TlsConfig(tlsPort.get(), certificate.get(), key.get()));
  }
}
