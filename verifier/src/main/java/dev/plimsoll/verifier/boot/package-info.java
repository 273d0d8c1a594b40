/** Appraises boot requests against an immutable snapshot of what was published and released. */
@NullMarked
package dev.plimsoll.verifier.boot;

import org.jspecify.annotations.NullMarked;
