package dev.plimsoll.cli.command;

import dev.plimsoll.cli.notary.Credentials;
import dev.plimsoll.cli.notary.NotaryServer;
import dev.plimsoll.cli.notary.ServerCa;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.notary.RootTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** How a Notary server is reached, and what makes a root of it trusted. */
final class NotaryOptions {
  private static final String PASSWORD = "PLIMSOLL_NOTARY_PASSWORD";

  @Option(
      names = "--root-cert-id",
      paramLabel = "HEX",
      description =
          "id of a root certificate, as the publisher's \"notary key list\" has it; several may be"
              + " given")
  private List<String> certificates = List.of();

  @Option(
      names = "--root-ca",
      paramLabel = "FILE",
      description = "PEM certificates of the CA that issued the root certificate")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--tofu",
      description = "trust on first use: believe the root that the server gives, and say so")
  private boolean firstUse;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "PEM certificates to trust for TLS, in place of the system's")
  private Optional<Path> tlsCa = Optional.empty();

  @Option(
      names = "--username",
      paramLabel = "NAME",
      description = "login; its password comes from " + PASSWORD)
  private Optional<String> user = Optional.empty();

  /** What makes an unknown root trusted; empty when the user did not say. */
  Optional<RootTrust> trust() throws IOException, CommandFailure, FormatException {
    int given = (certificates.isEmpty() ? 0 : 1) + (authority.isPresent() ? 1 : 0);
    if (given + (firstUse ? 1 : 0) > 1) {
      throw CommandFailure.wrong("give one of --root-cert-id, --root-ca and --tofu");
    }
    if (!certificates.isEmpty()) {
      Set<String> ids = new HashSet<>();
      for (String id : certificates) {
        ids.add(Digest.parseHex(id.toLowerCase(Locale.ROOT)).hex());
      }
      return Optional.of(new RootTrust.PinnedCertificates(ids));
    }
    if (authority.isPresent()) {
      return Optional.of(new RootTrust.PinnedCa(ServerCa.certificates(authority.get())));
    }
    return firstUse ? Optional.of(new RootTrust.FirstUse()) : Optional.empty();
  }

  /** The same, where nothing is remembered that could be trusted instead. */
  static CommandFailure noTrust() {
    return CommandFailure.wrong(
        "what makes the root trusted? Give --root-cert-id HEX or --root-ca FILE, or --tofu to"
            + " believe what the server says");
  }

  NotaryServer server(String url, Context context)
      throws IOException, CommandFailure, FormatException {
    Optional<Credentials> login = Optional.empty();
    if (user.isPresent()) {
      Optional<String> password =
          Optional.ofNullable(context.terminal().environment().get(PASSWORD));
      login =
          Optional.of(
              new Credentials(
                  user.get(),
                  password.orElseThrow(
                      () -> CommandFailure.wrong("--username needs a password in " + PASSWORD))));
    }
    return NotaryServer.parse(
        url, tlsCa.isPresent() ? Optional.of(ServerCa.tls(tlsCa.get())) : Optional.empty(), login);
  }
}
