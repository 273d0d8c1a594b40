package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.verifier.notary.NotaryException.RollbackException;
import dev.plimsoll.verifier.notary.NotaryException.WrongVersionException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a collection that were trusted last time; its root is the anchor of all trust.
 *
 * @param root empty when nothing is remembered
 * @param files the others, by role
 */
record Remembered(
    Optional<NotaryFile<NotaryRoot>> root, Map<String, NotaryFile<? extends NotarySigned>> files) {

  static Remembered parse(Map<String, Bytes> given) throws FormatException {
    Map<String, NotaryFile<? extends NotarySigned>> files = new LinkedHashMap<>();
    Optional<NotaryFile<NotaryRoot>> root = Optional.empty();
    for (Map.Entry<String, Bytes> e : given.entrySet()) {
      String what = "remembered " + e.getKey() + ".json";
      switch (e.getKey()) {
        case NotaryRoles.ROOT ->
            root = Optional.of(NotaryFile.parse(what, e.getValue(), NotaryRoot::parse));
        case NotaryRoles.TIMESTAMP ->
            files.put(e.getKey(), NotaryFile.parse(what, e.getValue(), NotaryTimestamp::parse));
        case NotaryRoles.SNAPSHOT ->
            files.put(e.getKey(), NotaryFile.parse(what, e.getValue(), NotarySnapshot::parse));
        default ->
            files.put(e.getKey(), NotaryFile.parse(what, e.getValue(), NotaryTargets::parse));
      }
    }
    return new Remembered(root, files);
  }

  /**
   * TUF §5.4.3, §5.5.5: no file grows younger, and a version has one content. A timestamp may be
   * signed anew in its version, as Notary's server does.
   */
  void requireNotOlder(String role, NotaryFile<? extends NotarySigned> next)
      throws RollbackException, WrongVersionException {
    NotaryFile<? extends NotarySigned> before = files.get(role);
    if (before == null) {
      return;
    }
    long trusted = before.signed().version();
    long found = next.signed().version();
    if (found < trusted) {
      throw new RollbackException(role, trusted, found);
    }
    if (found == trusted && !next.signedBytes().equals(before.signedBytes())) {
      throw new WrongVersionException(
          role, found, trusted + 1, "its content is not that of trusted version " + trusted);
    }
  }
}
