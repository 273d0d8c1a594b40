package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.HostRole;
import dev.plimsoll.cli.ceremony.OfflineFiles;
import dev.plimsoll.cli.ceremony.PublicKeys;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.event.TargetsEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf delegate host-ROLE}: who may release images to the hosts of a role. */
@Command(
    name = "delegate",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes targets that trust release managers with one host role: host-NAME may say",
      "host/NAME/*, and nothing else. \"tuf rotate\" changes its keys later."
    },
    footer = {
      "",
      "Exit codes: 0 waits for signatures; 2 no such key, a threshold that cannot be reached, or",
      "something waits already; 4 unreadable."
    })
public final class TufDelegateCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "host-NAME", description = "NAME is the role that hosts have")
  private String role = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "a manager's public key, PEM; repeatable")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "how many managers must sign (default: ${DEFAULT-VALUE})")
  private long threshold = 1;

  @Mixin private final TufEdit edit = new TufEdit();

  public TufDelegateCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Map<String, Key> managers = PublicKeys.load(keys);
    try (Desk desk = edit.desk().open(context)) {
      OfflineFiles files = new OfflineFiles(desk);
      Targets next =
          TargetsEdit.delegated(
              files.targets(Targets.TYPE),
              HostRole.delegation(role, managers, threshold),
              managers,
              edit.expires(Targets.TYPE, context));
      TufEdit.show(List.of(files.propose(Targets.TYPE, next)), context);
      return 0;
    }
  }
}
