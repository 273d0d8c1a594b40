package dev.plimsoll.cli;

import dev.plimsoll.cli.command.AuditCommand;
import dev.plimsoll.cli.terminal.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Every subcommand. A command's class is loaded only when it is the one that was called. */
enum CommandCatalog {
  AUDIT(
      "judge a kernel configuration (and command line, sysctls) by policies",
      c -> new CommandLine(new AuditCommand(c)));

  private final String summary;
  private final Function<Context, CommandLine> maker;

  CommandCatalog(String summary, Function<Context, CommandLine> maker) {
    this.summary = summary;
    this.maker = maker;
  }

  static Optional<CommandCatalog> find(String name) {
    return Arrays.stream(values()).filter(c -> c.wire().equals(name)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(CommandCatalog::wire).collect(Collectors.joining(", "));
  }

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  String summary() {
    return summary;
  }

  CommandLine make(Context context) {
    return maker.apply(context);
  }
}
