/** Answers booting hosts from memory, on the event loop, and records the answers behind them. */
@NullMarked
package dev.plimsoll.server.boot;

import org.jspecify.annotations.NullMarked;
