/** What becomes of a command when the user presses Ctrl-C. */
@NullMarked
package dev.plimsoll.cli.cancel;

import org.jspecify.annotations.NullMarked;
