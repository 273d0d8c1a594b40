package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.quickstart.Quickstart;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plimsoll quickstart}: the whole path on real input, and every refusal. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Builds a real image, audits its kernel, decides, signs, publishes and releases it, boots it",
      "in QEMU, and shows each refusal as a real boot. State goes to .plimsoll/ in the checkout."
    },
    footer = {"", "Exit codes: 0 all as expected; 4 something was not; 2 something is missing."})
public final class QuickstartCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--keep", description = "leave the service running at the end")
  private boolean keep;

  public QuickstartCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Path home =
        context
            .home()
            .orElseThrow(() -> CommandFailure.wrong("quickstart is started by ./plimsoll"));
    return new Quickstart(context, home, keep).run().code();
  }
}
