/** Our TUF repository, read by tuf-js. */
@NullMarked
package dev.plimsoll.interop.tuf;

import org.jspecify.annotations.NullMarked;
