/**
 * Decides what may boot: {@link dev.plimsoll.verifier.boot.BootGate} over TUF 1.0.34 metadata, on a
 * host or wherever there is none to trust; {@link dev.plimsoll.verifier.boot.BootAppraiser} over an
 * immutable snapshot of what was published and released, in the service.
 */
@NullMarked
package dev.plimsoll.verifier.boot;

import org.jspecify.annotations.NullMarked;
