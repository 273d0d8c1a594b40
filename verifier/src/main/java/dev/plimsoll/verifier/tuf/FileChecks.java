package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Length and hashes of what was fetched against what was signed for. */
public final class FileChecks {
  private FileChecks() {}

  /**
   * TUF 1.0.34 §5.7.3: a whole target against its entry.
   *
   * @throws HashMismatchException also when none of the listed algorithms is known here
   */
  public static void requireTarget(String path, TargetFile listed, Bytes content)
      throws TufException {
    requireLength(path, listed.length(), content);
    requireHashes(path, listed.hashes(), content);
  }

  /** §5.5.2 and §5.6.2, where length and hashes are listed at all. */
  static void requireMeta(String name, MetaFile listed, Bytes content) throws TufException {
    if (listed.length().isPresent()) {
      requireLength(name, listed.length().get(), content);
    }
    if (!listed.hashes().isEmpty()) {
      requireHashes(name, listed.hashes(), content);
    }
  }

  private static void requireLength(String name, long listed, Bytes content)
      throws LengthException {
    if (content.size() != listed) {
      throw new LengthException(name, content.size() + " bytes, " + listed + " are listed");
    }
  }

  private static void requireHashes(String name, Map<String, String> listed, Bytes content)
      throws HashMismatchException {
    int known = 0;
    for (Map.Entry<String, String> hash : listed.entrySet()) {
      String found;
      switch (hash.getKey()) {
        case "sha256" -> found = Digest.of(content.toArray()).hex();
        case "sha512" -> found = sha512(content);
        default -> {
          continue;
        }
      }
      known++;
      if (!found.equals(hash.getValue())) {
        throw new HashMismatchException(
            name, hash.getKey() + " is " + found + ", " + hash.getValue() + " is listed");
      }
    }
    if (known == 0) {
      // An entry that cannot be checked must not pass as checked.
      throw new HashMismatchException(
          name, "listed hashes are " + listed.keySet() + ", known are sha256 and sha512");
    }
  }

  private static String sha512(Bytes content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-512", "SUN").digest(content.toArray()));
    } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
      throw new IllegalStateException("this JDK lacks SHA-512", e);
    }
  }
}
