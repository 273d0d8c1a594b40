package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    Map<VerifyingKey, String> signers = new LinkedHashMap<>();
    for (Signed.Signature signature : file.signatures()) {
      Optional<Key> listed =
          role.keyIds().contains(signature.keyId())
              ? Optional.ofNullable(keys.get(signature.keyId()))
              : Optional.empty();
      Optional<VerifyingKey> key = listed.flatMap(TufKeys::find);
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
      String name, Signed<?> file, String delegator, Role role, Map<String, Key> keys)
      throws ThresholdException {
    int found = signers(file, role, keys).size();
    if (found < role.threshold()) {
      throw new ThresholdException(name, delegator, found, role.threshold());
    }
  }

  private static boolean signed(VerifyingKey key, Signed<?> file, Signed.Signature signature) {
    try {
      key.verify(file.signedBytes(), Bytes.parseHex(signature.sig()));
      return true;
    } catch (FormatException | VerificationException e) {
      return false; // a bad signature is no signature: others may still reach the threshold
    }
  }
}
