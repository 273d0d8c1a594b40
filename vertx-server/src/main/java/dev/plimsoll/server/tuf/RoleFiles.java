package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleasePointer;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.boot.BundleSource;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a host of one role asks for, from timestamp to pointer, in its order. Found by playing that
 * host: the workflow itself says which files it needs, so the answer lacks none, whatever the
 * delegations look like.
 *
 * @param metadata by file name, without roots
 * @param targets by consistent path
 */
record RoleFiles(Map<String, Bytes> metadata, Map<String, Bytes> targets) {
  private static final System.Logger LOG = System.getLogger(RoleFiles.class.getName());

  /** Nothing has expired then: that is for hosts to judge, by their clock. */
  private static final Instant LONG_AGO = Instant.EPOCH;

  RoleFiles {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    targets = Map.copyOf(targets);
  }

  /** Bytes of a small target by digest; blocking. */
  @FunctionalInterface
  interface Contents {
    Optional<Bytes> find(Digest digest) throws IOException;
  }

  /** Some milliseconds: signatures are checked on the way. */
  static RoleFiles find(String hostRole, Bytes root, Map<String, Bytes> files, Contents contents) {
    Map<String, Bytes> asked = new LinkedHashMap<>();
    Map<String, Bytes> targets = new LinkedHashMap<>();
    MetadataSource source =
        (name, maxBytes) -> {
          Optional<Bytes> file = Optional.ofNullable(files.get(name));
          file.ifPresent(f -> asked.put(name, f));
          return file;
        };
    try {
      Updater host =
          Updater.of(TrustedStore.inMemory(root), source, UpdaterLimits.STANDARD, LONG_AGO);
      host.refresh();
      String path = ReleasePointer.path(hostRole);
      Optional<TargetFile> entry = host.findTarget(path);
      Optional<Digest> digest = entry.flatMap(TargetFile::sha256);
      Optional<Bytes> bytes = digest.isEmpty() ? Optional.empty() : contents.find(digest.get());
      if (entry.isPresent() && bytes.isPresent()) {
        targets.put(BundleSource.consistentName(path, entry.get()), bytes.get());
        ReleasePointer pointer = ReleasePointer.parse(bytes.get());
        host.findTarget(pointer.buildPath());
        host.findTarget(pointer.auditPath());
      }
    } catch (TufException | FormatException | IOException e) {
      // The host will come to the same end, and say why; it is given what there is.
      LOG.log(Level.DEBUG, "files of host role {0}: {1}", hostRole, e.getMessage());
    }
    return new RoleFiles(asked, targets);
  }
}
