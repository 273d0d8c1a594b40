/**
 * Signing ceremonies for the offline roles (TUF 1.0.34 §6.1, and §4.3 for thresholds): a new
 * version of a file waits as a {@link dev.plimsoll.signer.tuf.event.SigningEvent} until the holders
 * of enough keys have signed it, one by one, each where the key is.
 */
@NullMarked
package dev.plimsoll.signer.tuf.event;

import org.jspecify.annotations.NullMarked;
