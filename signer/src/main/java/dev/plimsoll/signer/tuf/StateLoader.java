package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.MemberList.UnknownFormException;
import dev.plimsoll.signer.tuf.RepositoryState.Entry;
import dev.plimsoll.signer.tuf.RoleFile.Bin;
import dev.plimsoll.signer.tuf.RoleFile.Retired;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Loads and verifies what a directory holds, whatever has expired: a repository that was asleep
 * must be able to renew itself. Bins are verified as text, without a tree of objects for each.
 */
final class StateLoader {
  static final String FIRST_ROOT = "1.root.json";

  private final TufDirectory directory;
  private final Map<String, Entry> roles = new HashMap<>();

  private StateLoader(TufDirectory directory) {
    this.directory = directory;
  }

  static RepositoryState load(TufDirectory directory)
      throws IOException, TufException, FormatException {
    return new StateLoader(directory).load();
  }

  private RepositoryState load() throws IOException, TufException, FormatException {
    SortedMap<Long, Bytes> roots = roots();
    try {
      return load(roots, Optional.empty());
    } catch (TufException e) {
      // A crash between a root with new online keys and its timestamp: the chain before holds.
      if (roots.size() < 2) {
        throw e;
      }
      SortedMap<Long, Bytes> before = new TreeMap<>(roots.headMap(roots.lastKey()));
      roles.clear();
      try {
        return load(before, Optional.ofNullable(roots.get(roots.lastKey())));
      } catch (TufException | FormatException again) {
        e.addSuppressed(again);
        throw e;
      }
    }
  }

  private SortedMap<Long, Bytes> roots() throws IOException {
    SortedMap<Long, Bytes> roots = new TreeMap<>();
    Optional<Bytes> file = directory.find(FIRST_ROOT);
    for (long next = 2; file.isPresent(); next++) {
      roots.put(next - 1, file.get());
      file = directory.find(next + ".root.json");
    }
    if (roots.isEmpty()) {
      throw new IOException("TUF repository has no " + FIRST_ROOT);
    }
    return roots;
  }

  private RepositoryState load(SortedMap<Long, Bytes> roots, Optional<Bytes> pendingRoot)
      throws IOException, TufException, FormatException {
    MetadataSource disk = MetadataSource.of(directory.path());
    MetadataSource source =
        (name, maxBytes) ->
            name.equals(roots.lastKey() + 1 + ".root.json")
                ? Optional.empty()
                : disk.fetch(name, maxBytes);
    Updater client =
        Updater.of(
            TrustedStore.inMemory(Optional.ofNullable(roots.get(1L)).orElseThrow()),
            source,
            UpdaterLimits.STANDARD,
            Instant.EPOCH);
    client.refresh();
    TrustedMetadataSet trusted = client.trusted();
    Snapshot listed = trusted.snapshot().orElseThrow().signed();
    Signed<Targets> targets = trusted.targets().orElseThrow();
    put(new Whole(Targets.TYPE, targets));
    for (DelegatedRole role :
        targets.signed().delegations().map(Delegations::roles).orElse(List.of())) {
      if (listed.find(role.name()).isPresent()) {
        Targets file = client.fetchDelegated(role.name());
        put(new Whole(role.name(), trusted.targets(Targets.TYPE, role.name()).orElseThrow()));
        loadBins(role.name(), file, listed);
      }
    }
    loadRetired(listed);
    SignedText snapshot = snapshot(trusted.snapshot().orElseThrow());
    return new RepositoryState(
        roots,
        trusted.root(),
        trusted.timestamp().orElseThrow(),
        snapshot,
        versions(Snapshot.TYPE, snapshot.version(), snapshot.file()),
        PersistentMap.of(roles),
        pendingRoot);
  }

  private void put(RoleFile file) throws IOException {
    roles.put(file.role(), new Entry(file, versions(file.role(), file.version(), file.file())));
  }

  private FileVersions versions(String role, long newest, Bytes file) throws IOException {
    List<Bytes> files = new ArrayList<>(List.of(file));
    for (long v = newest - 1; v > 0 && files.size() < FileVersions.KEPT; v--) {
      Optional<Bytes> older = directory.find(v + "." + role + ".json");
      if (older.isEmpty()) {
        break;
      }
      files.add(older.get());
    }
    return new FileVersions(newest, files);
  }

  private void loadBins(String parent, Targets file, Snapshot listed)
      throws IOException, FormatException {
    Optional<Delegations> delegations = file.delegations().filter(d -> d.succinct().isPresent());
    if (delegations.isEmpty()) {
      return;
    }
    SuccinctRoles bins = delegations.get().succinct().orElseThrow();
    for (String name : Bins.names(bins)) {
      Optional<MetaFile> meta = listed.find(name);
      if (meta.isPresent()) {
        String fileName = meta.get().version() + "." + name + ".json";
        Bin bin =
            Bins.read(
                parent,
                name,
                directory
                    .find(fileName)
                    .orElseThrow(() -> new FormatException(fileName, "is listed, but not there")));
        Bins.verify(bin, bins, delegations.get(), meta.get());
        put(bin);
      }
    }
  }

  private void loadRetired(Snapshot listed) throws IOException, FormatException {
    for (Map.Entry<String, MetaFile> entry : listed.meta().entrySet()) {
      String role = entry.getKey().replaceFirst("\\.json$", "");
      if (!roles.containsKey(role)) {
        long version = entry.getValue().version();
        String name = version + "." + entry.getKey();
        put(
            new Retired(
                role,
                version,
                directory
                    .find(name)
                    .orElseThrow(() -> new FormatException(name, "is listed, but not there"))));
      }
    }
  }

  private static SignedText snapshot(Signed<Snapshot> file) throws FormatException {
    try {
      return SignedText.parse(Snapshot.TYPE, file.file());
    } catch (UnknownFormException e) {
      Snapshot parsed = file.signed();
      String rewritten = JsonWriter.sorted(parsed.toJson()).utf8();
      try {
        SignedText text =
            SignedText.parse(
                Snapshot.TYPE,
                Bytes.ofUtf8(SignedText.SIGNATURES + "[]" + SignedText.SIGNED + rewritten + "}"));
        return new SignedText(
            file.file(),
            file.signedBytes().asReadOnlyBuffer(),
            file.signatures(),
            parsed.version(),
            parsed.expires(),
            text.members());
      } catch (UnknownFormException unreadable) {
        throw new FormatException("snapshot.json", "lists roles whose names are not plain ASCII");
      }
    }
  }
}
