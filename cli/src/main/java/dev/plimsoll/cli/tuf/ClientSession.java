package dev.plimsoll.cli.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TargetFiles;
import dev.plimsoll.verifier.tuf.TargetSource;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the client's three words do. */
final class ClientSession {
  private ClientSession() {}

  /**
   * Stores a trusted root, byte for byte. Who calls this vouches for it; it must still be a root
   * that its own keys signed, or no update could ever start from it.
   */
  static void init(Path metadata, Path root, Instant now) throws IOException, TufException {
    Bytes file = Bytes.copyOf(Files.readAllBytes(root));
    TrustedMetadataSet.of(file, now);
    Files.createDirectories(metadata);
    TrustedStore store = TrustedStore.of(metadata);
    store.save("root", file);
    store.sync();
  }

  /**
   * Downloads in order, with one updater, until one fails.
   *
   * @return the files
   */
  static void download(
      Updater updater, List<String> names, TargetSource source, Path directory, Told told)
      throws IOException, TufException {
    Files.createDirectories(directory);
    TargetFiles files = TargetFiles.of(directory);
    for (String name : names) {
      TargetFile listed =
          updater
              .findTarget(name)
              .orElseThrow(() -> new IOException("no role that may speak about it lists " + name));
      Optional<Path> held = files.cached(name, listed);
      if (held.isPresent()) {
        told.tell(name + " is in " + held.get() + " as listed");
      } else {
        boolean consistent = updater.trusted().root().signed().consistentSnapshot();
        told.tell(name + " -> " + files.fetch(name, listed, source, consistent));
      }
    }
  }

  /** Says one line to the user. */
  interface Told {
    void tell(String line);
  }
}
