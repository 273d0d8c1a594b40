package dev.plimsoll.pipeline.release;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.pipeline.BlobStore;
import dev.plimsoll.pipeline.ReleaseGate;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.signer.tuf.TufRepository;
import dev.plimsoll.verifier.boot.BootDecision;
import dev.plimsoll.verifier.boot.BootDecision.Allowed;
import dev.plimsoll.verifier.boot.BootDecision.Refused;
import dev.plimsoll.verifier.boot.BootGate;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of {@link BootGate} over our own repository, as a host would apply it: the service
 * vouches for no image that its published metadata do not. Metadata that do not verify, or have
 * expired, bear out nothing. Thread-safe.
 */
public final class TufReleaseGate implements ReleaseGate {
  private static final System.Logger LOG = System.getLogger(TufReleaseGate.class.getName());
  private static final int MAX_POINTERS = 100; // of one role

  private final TufRepository repository;
  private final BlobStore blobs;
  private final InstantSource clock;

  public TufReleaseGate(TufRepository repository, BlobStore blobs, InstantSource clock) {
    this.repository = repository;
    this.blobs = blobs;
    this.clock = clock;
  }

  @Override
  public List<ReleaseRow> holding(List<ReleaseRow> releases, Set<Digest> policies)
      throws IOException {
    if (releases.isEmpty()) {
      return List.of();
    }
    Map<String, Set<Digest>> bootable = new HashMap<>();
    try {
      Updater client = client();
      client.refresh();
      for (ReleaseRow row : releases) {
        if (!bootable.containsKey(row.role())) {
          bootable.put(row.role(), images(client, row.role(), BootGate.of(policies)));
        }
      }
    } catch (TufException e) {
      LOG.log(Level.WARNING, "published TUF metadata bear out no release: {0}", e.getMessage());
    }
    return releases.stream()
        .filter(r -> bootable.getOrDefault(r.role(), Set.of()).contains(r.image()))
        .toList();
  }

  private Updater client() throws IOException, TufException {
    Bytes root =
        repository.current(Root.TYPE).orElseThrow(() -> new IOException("no root.json published"));
    return Updater.of(
        TrustedStore.inMemory(root),
        MetadataSource.of(repository.metadataFiles()),
        UpdaterLimits.STANDARD,
        clock.instant());
  }

  /** Images of the current pointer and of those kept beside it. */
  private Set<Digest> images(Updater client, String hostRole, BootGate gate) throws IOException {
    Set<Digest> images = new HashSet<>();
    try {
      String folder = "host/" + hostRole + "/";
      List<String> pointers =
          client.fetchDelegated(ReleasePointer.tufRole(hostRole)).targets().keySet().stream()
              .filter(path -> path.startsWith(folder))
              .limit(MAX_POINTERS)
              .toList();
      for (String path : pointers) {
        BootDecision decision = gate.decide(client, this::bytes, hostRole, path);
        switch (decision) {
          case Allowed allowed -> images.add(allowed.pointer().image());
          case Refused refused ->
              LOG.log(Level.INFO, "{0} boots nothing: {1}", path, refused.summary());
        }
      }
    } catch (TufException e) {
      LOG.log(Level.INFO, "host role {0} boots nothing: {1}", hostRole, e.getMessage());
    }
    return images;
  }

  private Optional<Bytes> bytes(String path, TargetFile listed) throws IOException {
    Optional<Digest> digest = listed.sha256();
    return digest.isPresent() && blobs.find(digest.get()).isPresent()
        ? Optional.of(blobs.read(digest.get(), ReleasePointer.MAX_BYTES))
        : Optional.empty();
  }
}
