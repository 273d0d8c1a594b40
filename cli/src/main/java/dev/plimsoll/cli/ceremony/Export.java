package dev.plimsoll.cli.ceremony;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Copies a published repository to a folder of plain files, {@code metadata/} and {@code targets/},
 * that any static server or USB stick carries. What is copied is what one timestamp names, whatever
 * is published meanwhile; it is verified as a client would before the timestamp is written, which
 * comes last. What is there already with the right content is kept. Blocking.
 */
public final class Export {
  private static final String TIMESTAMP = "timestamp.json";

  private final Path metadata;
  private final Path blobs;
  private final Path to;

  /**
   * @param metadata folder of the repository's metadata
   * @param blobs folder of blobs, by hex SHA-256
   */
  public Export(Path metadata, Path blobs, Path to) {
    this.metadata = metadata;
    this.blobs = blobs;
    this.to = to;
  }

  /** How much there is now. */
  public record Sum(int metadataFiles, long targets) {}

  /**
   * @param withTargets whether the targets' bytes are copied too
   * @throws TufException when a client would refuse what is published
   */
  public Sum run(boolean withTargets, Instant now)
      throws IOException, FormatException, TufException {
    Bytes timestamp = read(TIMESTAMP); // fixes what is copied
    MetadataSource disk = MetadataSource.of(metadata);
    MetadataSource fixed =
        (name, max) -> name.equals(TIMESTAMP) ? Optional.of(timestamp) : disk.fetch(name, max);
    Updater client =
        Updater.of(TrustedStore.inMemory(read("1.root.json")), fixed, UpdaterLimits.STANDARD, now);
    client.refresh();
    Files.createDirectories(to.resolve("metadata"));
    int files = 1 + copyRoots(client.trusted().root().signed().version());
    Signed<Snapshot> snapshot = client.trusted().snapshot().orElseThrow();
    copy(snapshot.signed().version() + ".snapshot.json");
    files++;
    long targets = 0;
    for (Map.Entry<String, MetaFile> role : snapshot.signed().meta().entrySet()) {
      String name = role.getValue().version() + "." + role.getKey();
      targets += copyTargets(client, Signed.parse(name, read(name), Targets::parse), withTargets);
      copy(name);
      files++;
    }
    write(to.resolve("metadata").resolve(TIMESTAMP), timestamp);
    return new Sum(files, targets);
  }

  private int copyRoots(long newest) throws IOException {
    for (long version = 1; version <= newest; version++) {
      copy(version + ".root.json");
    }
    return (int) newest;
  }

  private long copyTargets(Updater client, Signed<Targets> role, boolean withTargets)
      throws IOException, FormatException, TufException {
    for (Map.Entry<String, TargetFile> target : role.signed().targets().entrySet()) {
      var found = client.findTarget(target.getKey());
      if (!found.equals(Optional.of(target.getValue()))) {
        throw new IOException("a client would not find target " + target.getKey());
      }
      if (withTargets) {
        copyTarget(target.getKey(), target.getValue());
      }
    }
    return role.signed().targets().size();
  }

  /** Consistent names: {@code dir/HASH.name} (TUF 1.0.34 §6.2). */
  private void copyTarget(String path, TargetFile target) throws IOException {
    Digest digest =
        target.sha256().orElseThrow(() -> new IOException("target " + path + " has no SHA-256"));
    Path wanted = to.resolve("targets").resolve(path).normalize();
    Path folder = wanted.getParent();
    if (folder == null || !folder.startsWith(to.resolve("targets").normalize())) {
      throw new IOException("target path " + path + " leaves the folder");
    }
    Path file = folder.resolve(digest.hex() + "." + wanted.getFileName());
    if (Files.exists(file) && Files.size(file) == target.length()) {
      return;
    }
    Files.createDirectories(folder);
    Path aside = folder.resolve(file.getFileName() + ".new");
    try {
      Files.copy(blobs.resolve(digest.hex()), aside, StandardCopyOption.REPLACE_EXISTING);
      try (var in = Files.newInputStream(aside)) {
        if (!Digest.of(in).equals(digest)) {
          throw new IOException("blob of target " + path + " is damaged");
        }
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw new IOException("target " + path + " is not in the blob store: " + digest, e);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private Bytes read(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(metadata.resolve(name)));
  }

  private void copy(String name) throws IOException {
    Path target = to.resolve("metadata").resolve(name);
    Bytes content = read(name);
    if (!Files.exists(target) || Files.mismatch(target, metadata.resolve(name)) >= 0) {
      write(target, content);
    }
  }

  private static void write(Path target, Bytes content) throws IOException {
    Path aside = target.resolveSibling(target.getFileName() + ".new");
    Files.write(aside, content.toArray());
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
