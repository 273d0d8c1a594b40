/** Finding and running programs that we did not write. */
@NullMarked
package dev.plimsoll.interop.peer;

import org.jspecify.annotations.NullMarked;
