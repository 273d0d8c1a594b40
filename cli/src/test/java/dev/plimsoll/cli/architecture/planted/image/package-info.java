/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.image;

import org.jspecify.annotations.NullMarked;
