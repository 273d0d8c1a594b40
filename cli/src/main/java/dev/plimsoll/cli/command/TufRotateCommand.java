package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.OfflineFiles;
import dev.plimsoll.cli.ceremony.PublicKeys;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.event.KeyChange;
import dev.plimsoll.signer.tuf.event.RootEdit;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.signer.tuf.event.TargetsEdit;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf rotate ROLE}: other keys, or another threshold. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes other keys or another threshold for a role: a new root for root, targets, snapshot",
      "and timestamp, new targets for every other role. A new root waits for signatures of the old",
      "root's keys and of its own."
    },
    footer = {
      "",
      "Exit codes: 0 waits for signatures; 2 no such role or key, a threshold that cannot be",
      "reached, or something waits already; 4 unreadable."
    })
public final class TufRotateCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ROLE", description = "root, targets, snapshot, timestamp, build, …")
  private String role = "";

  @Option(names = "--add-key", paramLabel = "FILE", description = "public key, PEM; repeatable")
  private List<Path> added = new ArrayList<>();

  @Option(names = "--remove-key", paramLabel = "ID", description = "key id; repeatable")
  private List<String> removed = new ArrayList<>();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "how many keys must sign (default: as before)")
  private Optional<Long> threshold = Optional.empty();

  @Option(
      names = "--online",
      description = "have the service make a new key that takes the place of all that the role has")
  private boolean online = false;

  @Mixin private final TufEdit edit = new TufEdit();

  public TufRotateCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (!online && added.isEmpty() && removed.isEmpty() && threshold.isEmpty()) {
      throw CommandFailure.wrong(
          "nothing to change: wanted --add-key, --remove-key, --online or --threshold (\"tuf renew\" only"
              + " makes it hold longer)");
    }
    try (Desk desk = edit.desk().open(context)) {
      OfflineFiles files = new OfflineFiles(desk);
      KeyChange change =
          online
              ? online(desk, files)
              : new KeyChange(PublicKeys.load(added), removed, threshold());
      List<SigningEvent> events =
          OfflineFiles.byRoot(role)
              ? files.proposeWithCompanions(
                  Root.TYPE,
                  RootEdit.changed(files.root(), role, change, edit.expires(Root.TYPE, context)),
                  r -> edit.expires(r, context))
              : files.proposeWithCompanions(
                  Targets.TYPE,
                  TargetsEdit.changed(
                      files.targets(Targets.TYPE),
                      role,
                      change,
                      edit.expires(Targets.TYPE, context)),
                  r -> edit.expires(r, context));
      TufEdit.show(events, context);
      return 0;
    }
  }

  private KeyChange online(Desk desk, OfflineFiles files)
      throws IOException, CommandFailure, FormatException {
    if (!added.isEmpty() || !removed.isEmpty() || threshold.isPresent()) {
      throw CommandFailure.wrong(
          "--online takes the place of --add-key, --remove-key and --threshold");
    }
    List<String> before = files.keyIds(role);
    Key made = TufKeys.of(desk.createOnlineKey(role));
    return new KeyChange(Map.of(made.id(), made), before, OptionalLong.of(1));
  }

  private OptionalLong threshold() {
    return threshold.isPresent() ? OptionalLong.of(threshold.get()) : OptionalLong.empty();
  }
}
