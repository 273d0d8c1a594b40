package dev.plimsoll.cli;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.formats.PlimsollVersion;

/** What {@code plimsoll --help} prints. */
final class Usage {
  private Usage() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("plimsoll ")
        .append(PlimsollVersion.CURRENT)
        .append(": the load line for Linux images\n\n")
        .append("Usage: plimsoll COMMAND [ARGUMENTS]   (plimsoll COMMAND --help says more)\n\n");
    for (CommandCatalog command : CommandCatalog.values()) {
      text.append(String.format("  %-11s %s%n", command.wire(), command.summary()));
    }
    text.append(
        String.format(
            "  %-11s %s%n",
            "tuf client", "a client of any TUF repository: init, refresh, download"));
    text.append(String.format("  %-11s %s%n", "--version", "say which version this is"));
    text.append("\nExit codes:\n");
    for (ExitCode code : ExitCode.values()) {
      text.append(String.format("  %d  %s%n", code.code(), code.meaning()));
    }
    return text.append(
            """

            When several apply, the first of 5, 2, 4, 1, 3.

            Environment:
              PLIMSOLL_DATA       state directory (else --data DIR, else ~/.local/state/plimsoll)
              PLIMSOLL_TOKEN      admin token for a service named with --server
              PLIMSOLL_DEBUG=1    stack traces
              PLIMSOLL_LOG        log level of the service: ERROR, WARN, INFO, DEBUG
              PLIMSOLL_JAVA_OPTS  further options for the JVM
              NO_COLOR            no colours
            """)
        .toString();
  }
}
