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

/** {@code plimsoll notary reject ID}: forgets a push that waits. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    description = "Forgets a push that waits.",
    footer = {"", "Exit codes: 0 rejected; 2 no such push; 4 the service does not answer."})
public final class NotaryRejectCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ID", description = "64 hex digits, see notary proposals")
  private String id = "";

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public NotaryRejectCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    String hex = Digest.parseHex(id).hex();
    try (Connection connection = connect.connect(context)) {
      JsonObject answer =
          connection
              .client()
              .post("/v1/notary/proposals/" + hex + "/reject", JsonObject.builder().build());
      context.terminal().out().println("rejected the push of " + answer.string("gun"));
      return 0;
    }
  }
}
