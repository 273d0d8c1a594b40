package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.RoleFile.Bin;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives an online role more bins when those it has grew too large, or its first ones when it was
 * made without. Its bit length stands in its own file, so its online keys suffice. Bins whose names
 * have fewer digits stay in the snapshot, unasked for, as TUF 1.0.34 §5.5.5 wants.
 */
final class Splitting {
  private final RepositoryState state;
  private final KeyRing ring;
  private final BinPolicy policy;
  private final Instant now;

  Splitting(RepositoryState state, KeyRing ring, BinPolicy policy, Instant now) {
    this.state = state;
    this.ring = ring;
    this.policy = policy;
    this.now = now;
  }

  /** The split of one role that needs it; empty when none does. */
  Optional<Draft> draft() throws IOException {
    Map<String, Key> keys = state.targets().delegations().map(Delegations::keys).orElse(Map.of());
    for (DelegatedRole role : state.delegated()) {
      Optional<Whole> file = state.whole(role.name());
      Optional<RoleSigners> signers = ring.signers(role.role(), keys);
      if (file.isPresent() && signers.isPresent() && splittable(file.get())) {
        List<Bin> bins = Renewal.present(state, file.get());
        int present = bits(file.get());
        int wanted = wanted(file.get(), bins, present);
        if (wanted > present) {
          return Optional.of(split(role, keys, file.get(), bins, wanted, signers.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** One that delegates by name to others keeps its form: it is not of our making. */
  private static boolean splittable(Whole role) {
    return role.signed().signed().delegations().map(Delegations::roles).orElse(List.of()).isEmpty();
  }

  private static int bits(Whole role) {
    return role.signed()
        .signed()
        .delegations()
        .flatMap(Delegations::succinct)
        .map(SuccinctRoles::bitLength)
        .orElse(0);
  }

  private int wanted(Whole role, List<Bin> bins, int present) {
    long count = role.signed().signed().targets().size();
    for (Bin bin : bins) {
      count += bin.text().members().size();
    }
    BinPolicy.Tree tree = policy.tree(role.role());
    return tree.bitsFor(count, present == 0 ? tree.startBits() : present);
  }

  private Draft split(
      DelegatedRole role,
      Map<String, Key> keys,
      Whole file,
      List<Bin> bins,
      int bits,
      RoleSigners signers)
      throws IOException {
    Delegations delegations = Bins.delegations(role.name(), role.role(), keys, bits);
    SuccinctRoles succinct = delegations.succinct().orElseThrow();
    Map<String, SortedMap<String, Bytes>> contents = new LinkedHashMap<>();
    Bins.names(succinct).forEach(name -> contents.put(name, new TreeMap<>()));
    Map<String, Bytes> entries = new HashMap<>(Bins.entries(file.signed().signed().targets()));
    for (Bin bin : bins) {
      MemberList members = bin.text().members();
      for (int i = 0; i < members.size(); i++) {
        entries.put(members.nameAt(i), members.valueAt(i));
      }
    }
    entries.forEach(
        (path, entry) ->
            Optional.ofNullable(contents.get(succinct.binOf(path).name()))
                .orElseThrow()
                .put(path, entry));
    Map<String, RoleFile> changed = new LinkedHashMap<>();
    for (Map.Entry<String, SortedMap<String, Bytes>> bin : contents.entrySet()) {
      long version = state.role(bin.getKey()).map(RoleFile::version).orElse(0L) + 1;
      changed.put(
          bin.getKey(),
          Bins.make(role.name(), bin.getKey(), version, List.of(), bin.getValue(), signers, now));
    }
    Targets next =
        new Targets(
            file.version() + 1,
            Lifetimes.expiry(role.name(), now),
            Map.of(),
            Optional.of(delegations));
    changed.put(role.name(), new Whole(role.name(), signers.sign(next)));
    return Draft.of(changed, Map.of(), Map.of());
  }
}
