/** Planted violations of the house's rules. */
@NullMarked
package dev.plimsoll.cli.architecture.planted.report;

import org.jspecify.annotations.NullMarked;
