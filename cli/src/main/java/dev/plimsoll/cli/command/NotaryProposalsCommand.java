package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plimsoll notary proposals}: the pushes that wait for a person. */
@Command(
    name = "proposals",
    mixinStandardHelpOptions = true,
    description = "Lists pushes that wait, oldest first: id, time, collection, roles.",
    footer = {"", "Exit codes: 0 listed; 2 the service speaks no Notary; 4 it does not answer."})
public final class NotaryProposalsCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public NotaryProposalsCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Connection connection = connect.connect(context)) {
      for (JsonValue item : connection.client().get("/v1/notary/proposals").array("items")) {
        JsonObject proposal = item.asObject("proposal");
        List<String> roles = new ArrayList<>();
        for (JsonValue role : proposal.array("roles")) {
          roles.add(role.asString("role"));
        }
        context
            .terminal()
            .out()
            .println(
                proposal.string("id")
                    + "  "
                    + proposal.string("at")
                    + "  "
                    + proposal.string("gun")
                    + "  "
                    + String.join(",", roles));
      }
      return 0;
    }
  }
}
