package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll revoke DIGEST}: from now on no host is told that it may boot the image. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    description = "Takes an image from all hosts and raises the epoch of all boot verdicts.",
    footer = {"", "Exit codes: 0 revoked; 2 no such image; 4 the service does not answer."})
public final class RevokeCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "DIGEST", description = "the image, sha256:…")
  private String digest = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "kept in the record, shown in reports")
  private String reason = "";

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public RevokeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Digest image = Digest.parse(digest);
    try (Connection connection = connect.connect(context)) {
      JsonObject answer =
          connection
              .client()
              .post(
                  "/v1/images/" + image + "/revocation",
                  JsonObject.builder().put("reason", reason).build());
      context.terminal().out().println("revoked " + image + ", epoch " + answer.integer("epoch"));
      return 0;
    }
  }
}
