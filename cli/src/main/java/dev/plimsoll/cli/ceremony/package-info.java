/**
 * Ceremonies for the offline roles of a TUF repository (specification 1.0.34) from the command
 * line: where events are kept, what people see of them, what they hand back.
 */
@NullMarked
package dev.plimsoll.cli.ceremony;

import org.jspecify.annotations.NullMarked;
