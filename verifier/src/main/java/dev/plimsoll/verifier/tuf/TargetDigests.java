package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The hashes of one target, every listed one that is known, computed as the bytes pass. */
final class TargetDigests {
  private static final Map<String, String> KNOWN = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

  private final String targetPath;
  private final TargetFile listed;
  private final Map<String, MessageDigest> digests;

  private TargetDigests(String targetPath, TargetFile listed, Map<String, MessageDigest> digests) {
    this.targetPath = targetPath;
    this.listed = listed;
    this.digests = digests;
  }

  /**
   * @throws HashMismatchException when none of the listed algorithms is known here: what cannot be
   *     checked must not pass as checked
   */
  static TargetDigests of(String targetPath, TargetFile listed) throws HashMismatchException {
    Map<String, MessageDigest> digests = new LinkedHashMap<>();
    for (String name : listed.hashes().keySet()) {
      String algorithm = KNOWN.getOrDefault(name, "");
      if (!algorithm.isEmpty()) {
        digests.put(name, digest(algorithm));
      }
    }
    if (digests.isEmpty()) {
      throw new HashMismatchException(
          targetPath,
          "listed hashes are " + listed.hashes().keySet() + ", known are sha256 and sha512");
    }
    return new TargetDigests(targetPath, listed, digests);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks " + algorithm, e);
    }
  }

  /** The hash that names the file where snapshots are consistent: the first that is checked. */
  String prefix() {
    return String.valueOf(listed.hashes().get(digests.keySet().iterator().next()));
  }

  void update(byte[] bytes, int length) {
    digests.values().forEach(d -> d.update(bytes, 0, length));
  }

  /** Once, at the end. */
  void requireListed() throws HashMismatchException {
    for (Map.Entry<String, MessageDigest> entry : digests.entrySet()) {
      String found = HexFormat.of().formatHex(entry.getValue().digest());
      String wanted = String.valueOf(listed.hashes().get(entry.getKey()));
      if (!found.equals(wanted)) {
        throw new HashMismatchException(
            targetPath, entry.getKey() + " is " + found + ", " + wanted + " is listed");
      }
    }
  }
}
