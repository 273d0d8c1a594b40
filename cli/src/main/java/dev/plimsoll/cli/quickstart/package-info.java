/** The quickstart: the whole path on real input, and the refusals. */
@NullMarked
package dev.plimsoll.cli.quickstart;

import org.jspecify.annotations.NullMarked;
