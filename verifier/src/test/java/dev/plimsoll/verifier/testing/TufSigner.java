package dev.plimsoll.verifier.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Key;

/** TEST ONLY: who signs a role's file, with whatever scheme. */
public interface TufSigner {
  /** The public half as metadata carries it. */
  Key tufKey();

  Bytes sign(Bytes message);
}
