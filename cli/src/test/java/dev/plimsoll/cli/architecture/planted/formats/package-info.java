/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.formats;

import org.jspecify.annotations.NullMarked;
