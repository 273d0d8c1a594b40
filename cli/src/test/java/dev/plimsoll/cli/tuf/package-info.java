/** The TUF client over loopback. */
@NullMarked
package dev.plimsoll.cli.tuf;

import org.jspecify.annotations.NullMarked;
