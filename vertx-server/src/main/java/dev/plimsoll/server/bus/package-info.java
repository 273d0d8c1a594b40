/** The event bus as doorbell: numbers only, what they stand for is read from the log. */
@NullMarked
package dev.plimsoll.server.bus;

import org.jspecify.annotations.NullMarked;
