/** Decorators that end the process at a chosen point, as kill -9 or a power cut would. */
@NullMarked
package dev.plimsoll.server.testing;

import org.jspecify.annotations.NullMarked;
