/** Releases: a signed statement for boot agents, and the TUF pointer that bears it out. */
@NullMarked
package dev.plimsoll.pipeline.release;

import org.jspecify.annotations.NullMarked;
