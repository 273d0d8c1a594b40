/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.verifier.a;

import org.jspecify.annotations.NullMarked;
