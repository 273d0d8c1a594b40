package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ImageReleases;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll release DIGEST}: signs a release statement here, and hands it to the service. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Says that hosts of a role may boot an image: signs the statement with the release key,",
      "in this process, and hands it to the service, which never sees the key."
    },
    footer = {
      "",
      "Exit codes: 0 released; 2 no such image, another role, or a key that the service does not",
      "know; 4 a key cannot be read, or the service does not answer."
    })
public final class ReleaseCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "DIGEST", description = "the image, sha256:…")
  private String digest = "";

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "host role (default: ${DEFAULT-VALUE})")
  private String role = "default";

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "release key, PEM (default: the development key offline/release.key in --data)")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--min-version",
      paramLabel = "N",
      description = "lowest image version that the role may go back to (default: ${DEFAULT-VALUE})")
  private long minVersion = 0;

  @Option(
      names = "--epoch",
      paramLabel = "N",
      description = "never falls within a role (default: ${DEFAULT-VALUE})")
  private long epoch = 1;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the signed statement here instead of handing it to the service")
  private Optional<Path> out = Optional.empty();

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public ReleaseCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Digest image = Digest.parse(digest);
    SigningKey releaseKey = KeyOptions.load(key, connect.data(context), "release", context);
    try (Connection connection = connect.connect(context)) {
      ImageDetails details = ImageDetails.fetch(connection.client(), image);
      ImageReleases releases = new ImageReleases(connection.client(), context.time());
      Envelope statement =
          releases.sign(details, new ImageReleases.Terms(role, minVersion, epoch), releaseKey);
      if (out.isPresent()) {
        Files.write(out.get(), statement.encode().toArray());
        return 0;
      }
      releases.submit(statement);
      context.terminal().out().println("released " + image + " to role " + role);
      return 0;
    }
  }
}
