/** Wiring and start of the service; the embedded workspace that the command line shares with it. */
@NullMarked
package dev.plimsoll.server;

import org.jspecify.annotations.NullMarked;
