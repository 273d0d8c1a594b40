package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.kernel.host.Collector;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code plimsoll audit collect-script}: prints the program that makes host snapshots. */
@Command(
    name = "collect-script",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a POSIX shell program; run on a host, as root, it prints a host snapshot:",
      "  plimsoll audit collect-script | ssh root@HOST sh -s > host.json",
      "  plimsoll audit host.json"
    })
public final class AuditCollectCommand implements Callable<Integer> {
  private final Context context;

  public AuditCollectCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    context.terminal().out().print(Collector.script().utf8());
    return 0;
  }
}
