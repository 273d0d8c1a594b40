package dev.plimsoll.cli.command;

import dev.plimsoll.cli.progress.LiveProgress;
import dev.plimsoll.cli.progress.ProgressMode;
import dev.plimsoll.cli.terminal.Context;
import picocli.CommandLine.Option;

/** How a command shows on stderr what it is doing. */
final class ProgressFlags {
  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "auto (bars on a terminal, lines elsewhere), plain, json (default: auto)")
  private ProgressMode mode = ProgressMode.auto;

  /** Whether stderr is read by a program: nothing but events belongs there. */
  boolean forMachines() {
    return mode == ProgressMode.json;
  }

  /** Starts to show; closed before anything else is said on stderr. */
  LiveProgress open(Context context) {
    return mode.open(context.terminal(), context.time());
  }
}
