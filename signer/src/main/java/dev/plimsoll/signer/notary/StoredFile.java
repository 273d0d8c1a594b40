package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;

/**
 * One version of one role's file in the store.
 *
 * @param role {@code root}, {@code targets/releases}, …
 */
public record StoredFile(String role, long version, Digest digest) {
  static StoredFile of(String role, long version, Bytes file) {
    return new StoredFile(role, version, file.digest());
  }
}
