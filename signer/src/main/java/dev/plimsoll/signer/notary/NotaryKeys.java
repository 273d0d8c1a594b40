package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The private keys, Ed25519, that the server signs snapshots and timestamps with: one file each in
 * a directory. Blocking.
 */
public final class NotaryKeys {
  private static final int GUN_DIGITS = 40;

  private final Path directory;
  private final SecureRandom random;

  public NotaryKeys(Path directory, SecureRandom random) {
    this.directory = directory;
    this.random = random;
  }

  /** The name of the {@code number}th key of a role, from 0. */
  static String name(Gun gun, String role, int number) {
    String hash =
        dev.plimsoll.formats.Bytes.ofUtf8(gun.name()).digest().hex().substring(0, GUN_DIGITS);
    return hash + "-" + role + "-" + number;
  }

  /** Makes the key; one that a crash kept from being recorded is taken up again. */
  SigningKey create(String name) throws IOException {
    try {
      return KeyFiles.loadOrCreate(directory, name, Kind.ED25519, random);
    } catch (FormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  SigningKey load(String name) throws IOException {
    try {
      return KeyFiles.load(directory, name);
    } catch (FormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
