package dev.plimsoll.server;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.signer.key.KeyFiles.Kind;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.KeyRing;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The online TUF keys of a service: the first ones, and those that were made for rotations, {@code
 * keys/tuf-ROLE-N.key}. A new key does nothing until people sign metadata that names it; an old one
 * does nothing any more from then on. Blocking; thread-safe.
 */
public final class OnlineTufKeys {
  private static final String PREFIX = "tuf-";
  private static final Pattern FILE = Pattern.compile("(tuf-[a-z0-9-]{1,40}-[0-9]{1,4})\\.key");
  private static final Pattern ROLE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final int MOST = 1_000; // keys made for one role

  private final Path directory;
  private final KeyRing ring;
  private final SecureRandom random;

  private OnlineTufKeys(Path directory, KeyRing ring, SecureRandom random) {
    this.directory = directory;
    this.ring = ring;
    this.random = random;
  }

  static OnlineTufKeys load(Path directory, OnlineKeys first, SecureRandom random)
      throws IOException, FormatException {
    KeyRing ring = first.ring();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*.key")) {
      for (Path file : files) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          ring.add(KeyFiles.load(directory, name.group(1)));
        }
      }
    }
    return new OnlineTufKeys(directory, ring, random);
  }

  KeyRing ring() {
    return ring;
  }

  /** Makes a key for the next rotation of {@code role}; durable on return. */
  public synchronized VerifyingKey create(String role) throws IOException, FormatException {
    if (!ROLE.matcher(role).matches()) {
      throw new FormatException("role " + FormatException.quote(role) + ", wanted " + ROLE);
    }
    for (int n = 2; n <= MOST; n++) {
      String name = PREFIX + role + "-" + n;
      if (!Files.exists(directory.resolve(name + ".key"))) {
        SigningKey key = KeyFiles.loadOrCreate(directory, name, Kind.ED25519, random);
        ring.add(key);
        return key.publicKey();
      }
    }
    throw new FormatException("role " + role, "has " + MOST + " online keys; remove old ones");
  }
}
