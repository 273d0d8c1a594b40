package dev.plimsoll.cli;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.outcome.Failures;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.tuf.TufClient;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.PlimsollVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program: finds the subcommand, has it parse its arguments, runs it. */
public final class Main {
  private static final Set<String> STARTS_NO_THREADS =
      Set.of("--version", "-V", "version", "--help", "-h", "help");

  private Main() {}

  public static void main(String[] args) {
    ExitCode code = run(args, Context.ofProcess());
    System.out.flush();
    System.err.flush();
    if (code == ExitCode.DONE && args.length > 0 && STARTS_NO_THREADS.contains(args[0])) {
      return; // System.exit first asks for a logger: 20 ms
    }
    System.exit(code.code());
  }

  /** Runs one command line; never throws. */
  public static ExitCode run(String[] args, Context context) {
    Terminal terminal = context.terminal();
    if (args.length == 0) {
      terminal.err().print(Usage.text());
      return ExitCode.WRONG;
    }
    switch (args[0]) {
      case "--version", "-V", "version" -> {
        terminal.out().println("plimsoll " + PlimsollVersion.CURRENT);
        return ExitCode.DONE;
      }
      case "--help", "-h", "help" -> {
        terminal.out().print(Usage.text());
        return ExitCode.DONE;
      }
      default -> {}
    }
    if (args.length > 1 && args[0].equals("tuf") && args[1].equals("client")) {
      // Past picocli, which alone takes longer to load than this whole command.
      return TufClient.run(List.of(args).subList(2, args.length), context);
    }
    Optional<CommandCatalog> entry = CommandCatalog.find(args[0]);
    if (entry.isEmpty()) {
      terminal
          .err()
          .println(
              "plimsoll: no command "
                  + FormatException.quote(args[0])
                  + "; there are "
                  + CommandCatalog.names());
      return ExitCode.WRONG;
    }
    return execute(entry.get(), Arrays.copyOfRange(args, 1, args.length), context);
  }

  private static ExitCode execute(CommandCatalog entry, String[] args, Context context) {
    CommandLine line = entry.make(context);
    line.setCommandName("plimsoll " + entry.wire());
    versionOf(line);
    line.setOut(new PrintWriter(context.terminal().out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(context.terminal().err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((failure, given) -> misused(failure, context));
    line.setExecutionExceptionHandler((failure, given, parsed) -> tell(failure, context).code());
    return ExitCode.of(line.execute(args));
  }

  private static void versionOf(CommandLine line) {
    line.getCommandSpec().version("plimsoll " + PlimsollVersion.CURRENT);
    line.getSubcommands().values().forEach(Main::versionOf);
  }

  private static int misused(ParameterException failure, Context context) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    context.terminal().err().println(command + ": " + message + " (" + command + " --help)");
    return ExitCode.WRONG.code();
  }

  private static ExitCode tell(Throwable failure, Context context) {
    Failures.Told told = Failures.explain(failure);
    Terminal terminal = context.terminal();
    terminal.err().println(terminal.paint().red("plimsoll: ") + told.line());
    if (terminal.environment().getOrDefault("PLIMSOLL_DEBUG", "").equals("1")) {
      failure.printStackTrace(terminal.err());
    }
    return told.code();
  }
}
