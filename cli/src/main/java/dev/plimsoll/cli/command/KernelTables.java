package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where tables of kernels' options are looked for: mixed into commands that ask them. */
final class KernelTables {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "state directory (default: PLIMSOLL_DATA, else ~/.local/state/plimsoll)")
  private Optional<Path> data = Optional.empty();

  /** The shipped tables, and those that {@code kconfig import} made. */
  KconfigTables load(Context context) throws IOException {
    return KconfigTables.shipped().and(folder(context));
  }

  Path folder(Context context) {
    return context.dataDirectory(data).resolve("kconfig");
  }
}
