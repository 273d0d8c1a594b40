/** Exit codes, and the failures that lead to them. */
@NullMarked
package dev.plimsoll.cli.outcome;

import org.jspecify.annotations.NullMarked;
