package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.verifier.notary.NotaryException.ThresholdException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Counts who signed a Notary file (TUF 1.0.34 §5.3.4). Keys are counted, not key ids: the same key
 * bare and in two certificates has three ids, and counts once.
 */
public final class NotarySignatures {
  private NotarySignatures() {}

  /** Key ids of {@code role} whose signatures on {@code file} hold, one for each key. */
  public static List<String> signers(NotaryFile<?> file, Role role, Map<String, NotaryKey> keys) {
    return signers(file, role, keys, (id, key) -> true);
  }

  /**
   * @param counted whether a key of the role may count at all, by its id
   */
  static List<String> signers(
      NotaryFile<?> file,
      Role role,
      Map<String, NotaryKey> keys,
      BiPredicate<String, NotaryPublicKey> counted) {
    Set<String> named = new HashSet<>(role.keyIds());
    Map<NotaryPublicKey, String> signers = new LinkedHashMap<>();
    for (NotaryFile.Signature signature : file.signatures()) {
      Optional<NotaryPublicKey> key =
          named.contains(signature.keyId())
              ? Optional.ofNullable(keys.get(signature.keyId())).flatMap(NotaryPublicKey::find)
              : Optional.empty();
      if (key.isPresent()
          && counted.test(signature.keyId(), key.get())
          && !signers.containsKey(key.get())
          && key.get().signed(file.signedBytes(), signature.method(), signature.sig())) {
        signers.put(key.get(), signature.keyId());
      }
    }
    return List.copyOf(signers.values());
  }

  /**
   * @param namedBy the file that names the role's keys, for the message
   */
  static void require(
      String name, NotaryFile<?> file, String namedBy, Role role, Map<String, NotaryKey> keys)
      throws ThresholdException {
    int found = signers(file, role, keys).size();
    if (found < role.threshold()) {
      throw new ThresholdException(name, file.signed().version(), namedBy, found, role.threshold());
    }
  }
}
