/** Values that every module shares: digests, bytes, positions. No I/O, no clock. */
@NullMarked
package dev.plimsoll.formats;

import org.jspecify.annotations.NullMarked;
