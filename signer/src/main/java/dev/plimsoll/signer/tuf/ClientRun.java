package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays a client that updates to what is about to be published, and takes each changed file by the
 * rules of §5.6: what it would refuse is never published. Costs as much as was changed.
 */
final class ClientRun {
  /**
   * Bins up to here, which a boot may ask for, are read as clients read them; of larger ones, which
   * {@code layers} has, a tree of objects would cost more than all the rest of a publication.
   */
  private static final int LARGE = 48 << 10; // bytes

  private final Updater client;
  private final MetadataSource source;
  private final Instant now;
  private final Set<String> found = new HashSet<>();

  private ClientRun(Updater client, MetadataSource source, Instant now) {
    this.client = client;
    this.source = source;
    this.now = now;
  }

  static ClientRun refresh(TrustedStore known, MetadataSource source, Instant now)
      throws IOException, TufException {
    Updater client = Updater.of(known, source, UpdaterLimits.STANDARD, now);
    client.refresh();
    return new ClientRun(client, source, now);
  }

  /** Takes every file of the draft, and finds in them what it expects. */
  void take(Draft draft) throws IOException, TufException, FormatException {
    for (RoleFile role : draft.roles().values()) {
      switch (role) {
        case RoleFile.Bin bin -> takeBin(bin, draft);
        case RoleFile.Whole whole -> {
          if (!whole.role().equals(Targets.TYPE)) { // refresh took that one
            client.fetchDelegated(whole.role());
          }
        }
        case RoleFile.Retired retired -> {
          // No delegator, no client that asks for it.
        }
      }
    }
    for (Map.Entry<String, TargetFile> target : draft.expected().entrySet()) {
      if (!found.contains(target.getKey())) {
        requireFound(target.getKey(), client.findTarget(target.getKey()), target.getValue());
      }
    }
  }

  private void takeBin(RoleFile.Bin bin, Draft draft)
      throws IOException, TufException, FormatException {
    Targets parent = client.fetchDelegated(bin.parent());
    Delegations delegations =
        parent
            .delegations()
            .orElseThrow(() -> new FormatException(bin.parent(), "has no bins for " + bin.role()));
    SuccinctRoles bins =
        delegations
            .succinct()
            .orElseThrow(() -> new FormatException(bin.parent(), "has no bins for " + bin.role()));
    Bytes file =
        source
            .fetch(bin.fileName(), UpdaterLimits.STANDARD.targetsBytes())
            .orElseThrow(() -> new IOException(bin.fileName() + " is not on disk"));
    if (file.size() <= LARGE) {
      client
          .trusted()
          .updateDelegated(bin.parent(), parent, Bins.delegation(bins, bin.role()), file);
    } else {
      takeText(bin, bins, delegations, file, draft);
    }
  }

  /** The same questions, asked of the text: signatures, version, expiry, entries. */
  private void takeText(
      RoleFile.Bin bin, SuccinctRoles bins, Delegations delegations, Bytes file, Draft draft)
      throws IOException, FormatException {
    RoleFile.Bin read = Bins.read(bin.parent(), bin.role(), file);
    Bins.verify(
        read,
        bins,
        delegations,
        client
            .trusted()
            .snapshot()
            .orElseThrow()
            .signed()
            .find(bin.role())
            .orElseThrow(() -> new FormatException("snapshot.json", "lacks " + bin.role())));
    if (!read.text().expires().isAfter(now)) {
      throw new FormatException(bin.role() + ".json", "expired at " + read.text().expires());
    }
    for (String path : draft.deltas().getOrDefault(bin.role(), Draft.Delta.NONE).added()) {
      requireFound(
          path, read.find(path), Optional.ofNullable(draft.expected().get(path)).orElseThrow());
      found.add(path);
    }
  }

  private static void requireFound(String path, Optional<TargetFile> found, TargetFile expected)
      throws IOException {
    if (!found.equals(Optional.of(expected))) {
      throw new IOException("a client would not find " + path + "; not published");
    }
  }
}
