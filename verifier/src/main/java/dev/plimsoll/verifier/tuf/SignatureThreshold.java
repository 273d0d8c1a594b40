package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts who signed (TUF 1.0.34 §5.3.4). Keys are counted, not key ids: one key under two ids
 * counts once, else its holder alone could reach a threshold of two.
 */
public final class SignatureThreshold {
  private SignatureThreshold() {}

  /**
   * The key ids of {@code role} whose signatures on {@code file} hold, one for each key, in the
   * order of the file. What is no signature of the role is passed over.
   */
  public static List<String> signers(Signed<?> file, Role role, Map<String, Key> keys) {
    return signers(file, role, keys, SignatureScheme.STANDARD);
  }

  /** The same, where other schemes count. */
  public static List<String> signers(
      Signed<?> file, Role role, Map<String, Key> keys, Set<SignatureScheme> accepted) {
    Set<String> named = new HashSet<>(role.keyIds());
    Map<TufKey, String> signers = new LinkedHashMap<>();
    for (Signed.Signature signature : file.signatures()) {
      Optional<Key> listed =
          named.contains(signature.keyId())
              ? Optional.ofNullable(keys.get(signature.keyId()))
              : Optional.empty();
      Optional<TufKey> key = listed.flatMap(k -> TufKey.find(k, accepted));
      if (key.isPresent()
          && !signers.containsKey(key.get())
          && signed(key.get(), file, signature)) {
        signers.put(key.get(), signature.keyId());
      }
    }
    return List.copyOf(signers.values());
  }

  /**
   * @param delegator who named {@code role}'s keys, for the message
   */
  static void require(
      String name,
      Signed<?> file,
      String delegator,
      Role role,
      Map<String, Key> keys,
      Set<SignatureScheme> accepted)
      throws ThresholdException {
    int found = signers(file, role, keys, accepted).size();
    if (found < role.threshold()) {
      throw new ThresholdException(name, delegator, found, role.threshold());
    }
  }

  private static boolean signed(TufKey key, Signed<?> file, Signed.Signature signature) {
    try {
      return key.signed(file.signedBytes(), Bytes.parseHex(signature.sig()));
    } catch (FormatException e) {
      return false; // a bad signature is no signature: others may still reach the threshold
    }
  }
}
