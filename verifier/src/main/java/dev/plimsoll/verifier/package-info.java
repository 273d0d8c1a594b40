/** Checks signatures. Never signs, has no network code. */
@NullMarked
package dev.plimsoll.verifier;

import org.jspecify.annotations.NullMarked;
