/** A TUF client (specification 1.0.34) over HTTP, for {@code plimsoll tuf client}. */
@NullMarked
package dev.plimsoll.cli.tuf;

import org.jspecify.annotations.NullMarked;
