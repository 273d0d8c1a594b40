package dev.plimsoll.server;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * The keys that a running service holds: five TUF role keys (Ed25519), and P-256 keys for bundles,
 * verification summaries and boot verdicts. Of the release key it has the public half alone.
 *
 * @param releaseKeys one or more pinned public keys, PEM
 */
record Keys(
    OnlineKeys tuf, SigningKey signing, SigningKey auditor, SigningKey verdict, Bytes releaseKeys) {

  /** Loads what is there and makes what is missing, but never a release key. */
  static Keys loadOrCreate(DataDirectory data, SecureRandom random)
      throws IOException, FormatException {
    Path keys = data.keys();
    OnlineKeys tuf =
        new OnlineKeys(
            KeyFiles.loadOrCreate(keys, "builder", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "auditor", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "layers", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "snapshot", Kind.ED25519, random),
            KeyFiles.loadOrCreate(keys, "timestamp", Kind.ED25519, random));
    return new Keys(
        tuf,
        KeyFiles.loadOrCreate(keys, "signing", Kind.ECDSA_P256, random),
        KeyFiles.loadOrCreate(keys, "auditor-vsa", Kind.ECDSA_P256, random),
        KeyFiles.loadOrCreate(keys, "verdict", Kind.ECDSA_P256, random),
        releaseKeys(data));
  }

  List<VerifyingKey> releaseVerifiers() throws FormatException {
    return VerifyingKey.parsePems("keys/release.pub", releaseKeys);
  }

  private static Bytes releaseKeys(DataDirectory data) throws IOException {
    Path pinned = data.keys().resolve("release.pub");
    Path offline = data.offlineKeys().resolve("release.pub");
    if (!Files.exists(pinned) && Files.exists(offline)) {
      Files.copy(offline, pinned);
    }
    return Bytes.copyOf(Files.readAllBytes(pinned));
  }
}
