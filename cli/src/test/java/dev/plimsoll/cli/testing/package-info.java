/** Fakes for the command line's tests. */
@NullMarked
package dev.plimsoll.cli.testing;

import org.jspecify.annotations.NullMarked;
