package dev.plimsoll.cli.command;

import dev.plimsoll.cli.boot.Board;
import dev.plimsoll.cli.boot.BootSpec;
import dev.plimsoll.cli.boot.Machine;
import dev.plimsoll.cli.outcome.CommandFailure;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What kind of machine boots an image. */
final class MachineFlags {
  private static final int MIN_MEMORY = 64;
  private static final int MAX_CPUS = 64;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "of the machine (default: ${DEFAULT-VALUE})")
  private int memory = 1024;

  @Option(names = "--cpus", paramLabel = "N", description = "(default: ${DEFAULT-VALUE})")
  private int cpus = 1;

  @Option(
      names = "--append",
      paramLabel = "TEXT",
      description = "more words for the kernel command line")
  private String append = "";

  Machine on(Board board) throws CommandFailure {
    if (memory < MIN_MEMORY) {
      throw CommandFailure.wrong("--memory is " + memory + ", wanted at least " + MIN_MEMORY);
    }
    if (cpus < 1 || cpus > MAX_CPUS) {
      throw CommandFailure.wrong("--cpus is " + cpus + ", wanted 1 to " + MAX_CPUS);
    }
    return new Machine(board, memory, cpus);
  }

  String append() {
    return append;
  }

  /** The same boot on this machine. */
  BootSpec sized(BootSpec boot, Optional<Duration> limit) throws CommandFailure {
    return boot.on(on(boot.machine().board()), append, limit);
  }
}
