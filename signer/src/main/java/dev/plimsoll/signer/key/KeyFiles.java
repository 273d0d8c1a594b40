package dev.plimsoll.signer.key;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * PKCS#8 PEM files, mode 0600, in a directory of mode 0700: {@code NAME.key} and {@code NAME.pub}.
 */
public final class KeyFiles {
  private KeyFiles() {}

  /** Which kind of key to make. */
  public enum Kind {
    ECDSA_P256,
    ED25519
  }

  /** Loads {@code directory/name.key}; refuses a file that others may read. */
  public static SigningKey load(Path directory, String name) throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }

  /** Loads the key, or makes it when neither file is there. Atomic. */
  public static SigningKey loadOrCreate(Path directory, String name, Kind kind, SecureRandom random)
      throws IOException, FormatException {
    throw new UnsupportedOperationException();
  }
}
