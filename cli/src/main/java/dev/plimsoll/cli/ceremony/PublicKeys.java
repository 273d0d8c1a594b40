package dev.plimsoll.cli.ceremony;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.signer.key.KeyFiles;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Public key files (PEM) as TUF metadata names them. */
public final class PublicKeys {
  private static final int MAX_PINNED = 2;

  private PublicKeys() {}

  /**
   * The keys of {@code files} by key id, in their order.
   *
   * @throws FormatException when one is no key, or two are the same
   */
  public static Map<String, Key> load(List<Path> files) throws IOException, FormatException {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (Path file : files) {
      Key key = TufKeys.of(KeyFiles.loadPublic(file));
      if (keys.put(key.id(), key) != null) {
        throw new FormatException(file.toString(), "the same key as another file: " + key.id());
      }
    }
    return keys;
  }

  /**
   * What boot agents pin: one or two ECDSA P-256 keys, because agents read nothing else.
   *
   * @throws FormatException when a key is of another kind, or there are more
   */
  public static Bytes releasePem(List<Path> files) throws IOException, FormatException {
    if (files.size() > MAX_PINNED) {
      throw new FormatException(
          "boot agents pin "
              + MAX_PINNED
              + " release keys at most, found "
              + files.size()
              + "; name them with --release-key");
    }
    StringBuilder pem = new StringBuilder();
    for (Path file : files) {
      VerifyingKey key = KeyFiles.loadPublic(file);
      if (key.algorithm() != VerifyingKey.Algorithm.ECDSA_P256) {
        throw new FormatException(
            file.toString(),
            "boot agents pin ECDSA P-256 keys, found "
                + key.algorithm()
                + "; name the pinned ones with --release-key");
      }
      pem.append(key.toPem().utf8());
    }
    return Bytes.ofUtf8(pem.toString());
  }
}
