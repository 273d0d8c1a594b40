package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.RoleStatus.Renewal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every role of the published repository; bins stand under the role that delegates to them. */
final class TufRoleList {
  private final TufRepository repository;
  private final Map<String, Instant> expiries;
  private final Set<String> online;
  private final List<RoleStatus> roles = new ArrayList<>();

  private TufRoleList(TufRepository repository) {
    this.repository = repository;
    this.expiries = repository.expiries();
    this.online = repository.onlineRoles();
  }

  static List<RoleStatus> of(TufRepository repository) throws FormatException {
    TufRoleList list = new TufRoleList(repository);
    Root root =
        Signed.parse("root.json", repository.current(Root.TYPE).orElseThrow(), Root::parse)
            .signed();
    for (String name : List.of(Root.TYPE, Targets.TYPE, Snapshot.TYPE, Timestamp.TYPE)) {
      list.add(name, root.role(name));
    }
    Targets targets =
        Signed.parse("targets.json", repository.current(Targets.TYPE).orElseThrow(), Targets::parse)
            .signed();
    for (DelegatedRole role : targets.delegations().map(Delegations::roles).orElse(List.of())) {
      list.add(role.name(), role.role());
    }
    return List.copyOf(list.roles);
  }

  private void add(String name, Role keys) throws FormatException {
    Optional<Bytes> file = repository.current(name);
    Renewal renewal = online.contains(name) ? Renewal.SERVICE : Renewal.PEOPLE;
    if (file.isEmpty()) {
      roles.add(new RoleStatus(name, 0, Instant.EPOCH, keys, renewal));
      return;
    }
    Signed<? extends TufMetadata> parsed = Signed.parse(name, file.get(), reader(name));
    Instant expires = Optional.ofNullable(expiries.get(name)).orElse(parsed.signed().expires());
    roles.add(new RoleStatus(name, parsed.signed().version(), expires, keys, renewal));
  }

  private static Signed.Reader<? extends TufMetadata> reader(String name) {
    return switch (name) {
      case Root.TYPE -> Root::parse;
      case Snapshot.TYPE -> Snapshot::parse;
      case Timestamp.TYPE -> Timestamp::parse;
      default -> Targets::parse;
    };
  }
}
