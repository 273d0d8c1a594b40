package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.verifier.tuf.SignatureThreshold;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One set of keys of which enough must sign. A new root has two of them: the keys trusted so far
 * and its own (TUF 1.0.34 §6.1, §5.3.4).
 *
 * @param by who names the keys, for people: {@code root version 3}
 * @param keys at least those of {@code role}, by key id
 */
public record Demand(String by, Role role, Map<String, Key> keys) {
  public Demand {
    Map<String, Key> named = new LinkedHashMap<>();
    for (String id : role.keyIds()) {
      Key key = keys.get(id);
      if (key != null) {
        named.put(id, key);
      }
    }
    keys = Map.copyOf(named);
  }

  /** Whose signatures on {@code file} hold, by the rule of the client: keys are counted. */
  public List<String> signers(Signed<?> file) {
    return SignatureThreshold.signers(file, role, keys);
  }

  /** Key ids that could still sign. */
  public List<String> missing(Signed<?> file) {
    List<String> signed = signers(file);
    return role.keyIds().stream().filter(id -> !signed.contains(id)).toList();
  }

  /** How many more are needed; 0 when there are enough. */
  public long shortfall(Signed<?> file) {
    return Math.max(0, role.threshold() - signers(file).size());
  }
}
