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
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.signer.tuf.event.TargetsEdit;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  /**
   * Proposes {@code next}, and with it the files that it leaves without enough signatures: targets
   * below a new root, host roles below new targets. They are published together.
   */
  public List<SigningEvent> proposeWithCompanions(
      String role, TufMetadata next, Function<String, Instant> expires)
      throws IOException, CommandFailure, FormatException {
    List<SigningEvent> events = new ArrayList<>(List.of(propose(role, next)));
    events.addAll(companions(next, expires));
    return events;
  }

  /** Proposes the files that {@code next} leaves without enough signatures, the same for longer. */
  public List<SigningEvent> companions(TufMetadata next, Function<String, Instant> expires)
      throws IOException, CommandFailure, FormatException {
    List<SigningEvent> events = new ArrayList<>();
    for (Demand demand : demands(next)) {
      Optional<Bytes> present = desk.findPublished(demand.by());
      if (present.isEmpty()) {
        continue;
      }
      Signed<Targets> file = Signed.parse(demand.by() + ".json", present.get(), Targets::parse);
      if (demand.shortfall(file) > 0 && !online(demand.by())) {
        events.add(
            propose(demand.by(), TargetsEdit.renewed(file.signed(), expires.apply(demand.by()))));
      }
    }
    return events;
  }

  /** What {@code next} asks of the files below it, by their role. */
  private static List<Demand> demands(TufMetadata next) {
    return switch (next) {
      case Root root -> List.of(new Demand(Targets.TYPE, root.role(Targets.TYPE), root.keys()));
      case Targets targets ->
          targets.delegations().stream()
              .flatMap(d -> d.roles().stream().map(r -> new Demand(r.name(), r.role(), d.keys())))
              .toList();
      default -> List.of();
    };
  }

  /** Whether the service signs the role anew by itself. */
  private boolean online(String role) throws IOException, CommandFailure, FormatException {
    return desk.roles().stream()
        .anyMatch(r -> r.role().equals(role) && r.renewal() == RoleStatus.Renewal.SERVICE);
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
