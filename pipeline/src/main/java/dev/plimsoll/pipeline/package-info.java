/** The run: events, the state they fold to, the steps, and the ports they stand on. No Vert.x. */
@NullMarked
package dev.plimsoll.pipeline;

import org.jspecify.annotations.NullMarked;
