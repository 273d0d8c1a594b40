package dev.plimsoll.server;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.tuf.TufRepository.OfflineKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Development stand-ins for keys that belong on paper or a token: TUF {@code root} and {@code
 * targets} (Ed25519), and {@code release} (P-256), in the folder {@code offline/}.
 */
public final class OfflineKeyFiles {
  private OfflineKeyFiles() {}

  /** Whether any of them is there. */
  public static boolean present(Path directory) {
    return Files.exists(directory.resolve("root.key"))
        || Files.exists(directory.resolve("release.pub"));
  }

  /** Makes those that are missing; keeps those that are there. */
  public static void create(Path directory, SecureRandom random)
      throws IOException, FormatException {
    KeyFiles.loadOrCreate(directory, "release", Kind.ECDSA_P256, random);
    load(directory, random);
  }

  /** With the release key, where it is there, the host role {@code default} has its manager. */
  static OfflineKeys load(Path directory, SecureRandom random) throws IOException, FormatException {
    return new OfflineKeys(
        KeyFiles.loadOrCreate(directory, "root", Kind.ED25519, random),
        KeyFiles.loadOrCreate(directory, "targets", Kind.ED25519, random),
        Files.exists(directory.resolve("release.key"))
            ? Optional.of(KeyFiles.load(directory, "release"))
            : Optional.empty());
  }
}
