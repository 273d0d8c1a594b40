package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.Payload;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf payload ROLE}: the bytes that key holders sign. */
@Command(
    name = "payload",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the exact bytes that the keys of a role must sign, for \"plimsoll tuf sign\" or any",
      "other tool, on any machine. Says on stderr what they mean."
    },
    footer = {"", "Exit codes: 0 written; 2 nothing waits for that role; 4 unreadable."})
public final class TufPayloadCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ROLE", description = "root, targets, host-NAME")
  private String role = "";

  @Option(names = "--out", paramLabel = "FILE", description = "default: stdout")
  private Optional<Path> out = Optional.empty();

  @Mixin private final DeskOptions desk = new DeskOptions();

  public TufPayloadCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Desk open = desk.open(context)) {
      SigningEvent event = open.require(role);
      Payload.parse(role, event.payload())
          .summary()
          .forEach(line -> context.terminal().err().println(line));
      if (out.isPresent()) {
        Files.write(out.get(), event.payload().toArray());
      } else {
        context.terminal().out().write(event.payload().toArray());
        context.terminal().out().flush();
      }
      return 0;
    }
  }
}
