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
import java.util.Map;
import java.util.Optional;

/**
 * Plays a client that updates to what is about to be published, and takes each changed file by the
 * rules of §5.6: what it would refuse is never published. Costs as much as was changed.
 */
final class ClientRun {
  private final Updater client;
  private final MetadataSource source;

  private ClientRun(Updater client, MetadataSource source) {
    this.client = client;
    this.source = source;
  }

  static ClientRun refresh(TrustedStore known, MetadataSource source, Instant now)
      throws IOException, TufException {
    Updater client = Updater.of(known, source, UpdaterLimits.STANDARD, now);
    client.refresh();
    return new ClientRun(client, source);
  }

  /** Takes every file of {@code roles}. */
  void take(Map<String, RoleFile> roles) throws IOException, TufException, FormatException {
    for (RoleFile role : roles.values()) {
      switch (role) {
        case RoleFile.Bin bin -> takeBin(bin);
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
  }

  private void takeBin(RoleFile.Bin bin) throws IOException, TufException, FormatException {
    Targets parent = client.fetchDelegated(bin.parent());
    SuccinctRoles bins =
        parent
            .delegations()
            .flatMap(Delegations::succinct)
            .orElseThrow(() -> new FormatException(bin.parent(), "has no bins for " + bin.role()));
    Bytes file =
        source
            .fetch(bin.fileName(), UpdaterLimits.STANDARD.targetsBytes())
            .orElseThrow(() -> new IOException(bin.fileName() + " is not on disk"));
    client.trusted().updateDelegated(bin.parent(), parent, Bins.delegation(bins, bin.role()), file);
  }

  void find(Map<String, TargetFile> expected) throws IOException, TufException {
    for (Map.Entry<String, TargetFile> target : expected.entrySet()) {
      if (!client.findTarget(target.getKey()).equals(Optional.of(target.getValue()))) {
        throw new IOException("a client would not find " + target.getKey() + "; not published");
      }
    }
  }
}
