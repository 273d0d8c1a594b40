package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.OfflineFiles;
import dev.plimsoll.cli.ceremony.PublicKeys;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.event.KeyChange;
import dev.plimsoll.signer.tuf.event.RootEdit;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.signer.tuf.event.TargetsEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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

/** {@code plimsoll tuf revoke-key ID}: takes a lost or stolen key out of every role. */
@Command(
    name = "revoke-key",
    mixinStandardHelpOptions = true,
    description = {
      "Proposes root and targets without a key, wherever it stands. A role that could not reach its",
      "threshold without it needs --replace-with."
    },
    footer = {
      "",
      "Exit codes: 0 waits for signatures; 2 no role has the key, a role could not sign any more, or",
      "something waits already; 4 unreadable."
    })
public final class TufRevokeKeyCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ID", description = "key id, whole")
  private String keyId = "";

  @Option(
      names = "--replace-with",
      paramLabel = "FILE",
      description = "public key, PEM, that takes its place")
  private Optional<Path> replacement = Optional.empty();

  @Mixin private final TufEdit edit = new TufEdit();

  public TufRevokeKeyCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    KeyChange change =
        new KeyChange(
            replacement.isPresent() ? PublicKeys.load(List.of(replacement.get())) : Map.of(),
            List.of(keyId),
            OptionalLong.empty());
    try (Desk desk = edit.desk().open(context)) {
      OfflineFiles files = new OfflineFiles(desk);
      Root root = files.root();
      Targets targets = files.targets(Targets.TYPE);
      Root nextRoot = without(root, change);
      Targets nextTargets = without(targets, change);
      List<SigningEvent> events = new ArrayList<>();
      if (nextRoot.version() != root.version()) {
        events.add(files.propose(Root.TYPE, nextRoot));
      }
      if (nextTargets.version() != targets.version()) {
        events.addAll(
            files.proposeWithCompanions(Targets.TYPE, nextTargets, r -> edit.expires(r, context)));
      } else if (nextRoot.version() != root.version()) {
        events.addAll(files.companions(nextRoot, r -> edit.expires(r, context)));
      }
      if (events.isEmpty()) {
        throw CommandFailure.wrong("no role has key " + FormatException.quote(keyId));
      }
      TufEdit.show(events, context);
      return 0;
    }
  }

  private Root without(Root root, KeyChange change) throws FormatException {
    Instant expires = edit.expires(Root.TYPE, context);
    Root next = root;
    for (Map.Entry<String, Role> role : root.roles().entrySet()) {
      if (role.getValue().keyIds().contains(keyId)) {
        next = RootEdit.changed(next, role.getKey(), change, expires);
      }
    }
    return next.version() == root.version() ? root : RootEdit.asVersion(next, root.version() + 1);
  }

  private Targets without(Targets targets, KeyChange change) throws FormatException {
    Instant expires = edit.expires(Targets.TYPE, context);
    Targets next = targets;
    for (DelegatedRole role : targets.delegations().map(Delegations::roles).orElse(List.of())) {
      if (role.role().keyIds().contains(keyId)) {
        next = TargetsEdit.changed(next, role.name(), change, expires);
      }
    }
    return next.version() == targets.version()
        ? targets
        : TargetsEdit.asVersion(next, targets.version() + 1);
  }
}
