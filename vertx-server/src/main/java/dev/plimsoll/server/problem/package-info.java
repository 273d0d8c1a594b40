/** Errors as {@code application/problem+json} (RFC 9457) with a stable {@code code}. */
@NullMarked
package dev.plimsoll.server.problem;

import org.jspecify.annotations.NullMarked;
