package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.event.Ceremony.Outcome;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Published files of the offline roles, and the next ones to propose, at one desk. */
public final class OfflineFiles {
  private final Desk desk;

  public OfflineFiles(Desk desk) {
    this.desk = desk;
  }

  public Root root() throws IOException, CommandFailure, FormatException {
    return Signed.parse("root.json", require(Root.TYPE), Root::parse).signed();
  }

  public Targets targets(String role) throws IOException, CommandFailure, FormatException {
    return Signed.parse(role + ".json", require(role), Targets::parse).signed();
  }

  /** Whether root itself names the keys of {@code role}, and not targets. */
  public static boolean byRoot(String role) {
    return Root.TOP_LEVEL.contains(role);
  }

  /** Who signs {@code role} now. */
  public List<String> keyIds(String role) throws IOException, CommandFailure, FormatException {
    Optional<Role> keys =
        byRoot(role)
            ? Optional.of(root().role(role))
            : targets(Targets.TYPE).delegations().stream()
                .flatMap(d -> d.roles().stream())
                .filter(d -> d.name().equals(role))
                .map(DelegatedRole::role)
                .findFirst();
    return keys.map(Role::keyIds)
        .orElseThrow(() -> CommandFailure.wrong("no role " + FormatException.quote(role)));
  }

  /** Opens a signing event, without a signature. */
  public SigningEvent propose(String role, TufMetadata next)
      throws IOException, CommandFailure, FormatException {
    return switch (desk.contribute(role, Signed.of(next, List.of()).file())) {
      case Outcome.Waiting w -> w.event();
      case Outcome.Published p ->
          throw new IOException(p.role() + " was published without a signature");
    };
  }

  private Bytes require(String role) throws IOException, CommandFailure, FormatException {
    Optional<Bytes> file = desk.findPublished(role);
    return file.orElseThrow(
        () ->
            CommandFailure.wrong(
                "role "
                    + FormatException.quote(role)
                    + " has published nothing yet; \"plimsoll tuf status\" shows what has"));
  }
}
