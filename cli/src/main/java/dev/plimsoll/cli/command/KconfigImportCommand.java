package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.ArchiveFiles;
import dev.plimsoll.kernel.kconfig.DirectoryFiles;
import dev.plimsoll.kernel.kconfig.KconfigArch;
import dev.plimsoll.kernel.kconfig.KconfigFiles;
import dev.plimsoll.kernel.kconfig.KconfigLimits;
import dev.plimsoll.kernel.kconfig.KconfigReader;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.kernel.kconfig.SymbolTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll kconfig import}: makes a table of a kernel's options from its source. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the Kconfig files of a kernel's source, and keeps a table of its options for audits.",
      "Nothing of the source is run."
    },
    footer = {"", "Exit codes: 0 done; 2 the source is wrong, file:line:column; 4 cannot be read."})
public final class KconfigImportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "SOURCE",
      description = "a kernel's source: a folder, or a .tar, .tar.xz or .tar.gz of it")
  private Path source = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the table here (default: a file in DATA/kconfig, where audits look)")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      split = ",",
      description = "only these: x86, arm64, arm, riscv, um (default: all)")
  private List<String> archs = List.of();

  @Mixin private KernelTables tables = new KernelTables();

  public KconfigImportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, FormatException, CommandFailure {
    Set<KconfigArch> wanted = wanted();
    KconfigLimits limits = KconfigLimits.STANDARD;
    KconfigFiles files =
        Files.isDirectory(source)
            ? new DirectoryFiles(source, limits)
            : ArchiveFiles.read(source, limits);
    SymbolTable table = KconfigReader.read(files, wanted, limits);
    Path target;
    if (out.isPresent()) {
      target = out.get();
      KconfigTables.write(table, target);
    } else {
      target = KconfigTables.store(table, tables.folder(context));
    }
    PrintStream terminal = context.terminal().out();
    terminal.println("Linux " + table.version() + ": " + table.defined() + " options");
    for (KconfigArch a : table.archs()) {
      terminal.printf("  %-6s %,d%n", a.wire(), table.arch(a).map(k -> k.defined()).orElse(0));
    }
    terminal.println(target + " (" + Files.size(target) + " bytes)");
    return ExitCode.DONE.code();
  }

  private Set<KconfigArch> wanted() throws CommandFailure {
    Set<KconfigArch> wanted = EnumSet.noneOf(KconfigArch.class);
    for (String a : archs) {
      wanted.add(
          KconfigArch.find(a)
              .orElseThrow(
                  () ->
                      CommandFailure.wrong(
                          "--arch "
                              + FormatException.quote(a)
                              + ", wanted x86, arm64, arm, riscv or um")));
    }
    return wanted.isEmpty() ? EnumSet.allOf(KconfigArch.class) : wanted;
  }
}
