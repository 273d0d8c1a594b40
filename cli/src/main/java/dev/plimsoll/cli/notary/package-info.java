/**
 * A look at Notary v1 servers, and the way out of them: what {@code plimsoll notary inspect} and
 * {@code plimsoll notary import} are made of. Nothing that a server answers is trusted here; {@link
 * dev.plimsoll.verifier.notary} decides.
 */
@NullMarked
package dev.plimsoll.cli.notary;

import org.jspecify.annotations.NullMarked;
