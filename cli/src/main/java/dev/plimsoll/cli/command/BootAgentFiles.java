package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.nio.file.Files;
import java.util.Optional;

/** Finds the boot agent that {@code make -C boot-agent} built. */
final class BootAgentFiles {
  private BootAgentFiles() {}

  /** The agent of the checkout; empty when it was not built. */
  static Optional<AgentFiles> find(Context context) {
    return context
        .home()
        .map(h -> h.resolve("boot-agent").resolve("target"))
        .map(t -> new AgentFiles(t.resolve("plimsoll-agent"), t.resolve("init")))
        .filter(a -> Files.isRegularFile(a.program()) && Files.isRegularFile(a.initScript()));
  }

  static AgentFiles require(Context context) throws CommandFailure {
    return find(context)
        .orElseThrow(
            () ->
                CommandFailure.evidence(
                    "the boot agent is not built; make -C boot-agent (Debian: gcc, libc6-dev, make,"
                        + " libmbedtls-dev)"));
  }
}
