/** Puts together what is known of a run, for reports. */
@NullMarked
package dev.plimsoll.server.evidence;

import org.jspecify.annotations.NullMarked;
