/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.server;

import org.jspecify.annotations.NullMarked;
