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
import picocli.CommandLine.Parameters;

/** {@code plimsoll notary accept ID}: publishes a push that waits. */
@Command(
    name = "accept",
    mixinStandardHelpOptions = true,
    description = "Publishes a push that waits, after checking it anew.",
    footer = {
      "",
      "Exit codes: 0 accepted; 2 no such push, or overtaken; 4 the service does not answer."
    })
public final class NotaryAcceptCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ID", description = "64 hex digits, see notary proposals")
  private String id = "";

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public NotaryAcceptCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    String hex = Digest.parseHex(id).hex();
    try (Connection connection = connect.connect(context)) {
      JsonObject answer =
          connection
              .client()
              .post("/v1/notary/proposals/" + hex + "/accept", JsonObject.builder().build());
      context.terminal().out().println("accepted the push of " + answer.string("gun"));
      return 0;
    }
  }
}
