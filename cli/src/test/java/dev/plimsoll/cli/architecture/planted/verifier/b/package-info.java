/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.verifier.b;

import org.jspecify.annotations.NullMarked;
