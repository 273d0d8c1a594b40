/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.signer;

import org.jspecify.annotations.NullMarked;
