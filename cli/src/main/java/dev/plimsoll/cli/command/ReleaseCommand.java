package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.ImageDetails;
import dev.plimsoll.cli.service.ImageReleases;
import dev.plimsoll.cli.service.ImageReleases.Outcome;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.release.PointerSigner.Previous;
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
      "Says that hosts of a role may boot an image: signs the statement and the role's next TUF",
      "file, whose pointer names the image, with a release manager's key, in this process, and",
      "hands both to the service, which never sees the key. Where a role wants several managers,",
      "each runs the same command; the release is in force when enough have."
    },
    footer = {
      "",
      "Exit codes: 0 released, or waiting for more managers; 2 no such image, another role, a role",
      "without managers, or a key that is none of theirs; 4 a key cannot be read, or the service does not answer."
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
      description = "write the signed statement here instead of handing anything to the service")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--beside",
      description = "keep what the role's pointer names now bootable, while a fleet moves on")
  private boolean beside;

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
      ImageReleases.Terms terms = new ImageReleases.Terms(role, minVersion, epoch);
      if (out.isPresent()) {
        Files.write(out.get(), releases.sign(details, terms, releaseKey).encode().toArray());
        return 0;
      }
      Previous previous = beside ? Previous.KEPT : Previous.RETIRED;
      switch (releases.release(details, terms, releaseKey, previous)) {
        case Outcome.Released done ->
            context.terminal().out().println("released " + image + " to role " + role);
        case Outcome.Pending pending ->
            context
                .terminal()
                .out()
                .println(
                    "release of "
                        + image
                        + " to role "
                        + role
                        + " waits for signatures: "
                        + pending.signed()
                        + " of "
                        + pending.threshold()
                        + " managers have signed; the others run the same command");
      }
      return 0;
    }
  }
}
