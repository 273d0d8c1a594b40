/** Bad input, through the command line and the service: one line, the right exit code. */
@NullMarked
package dev.plimsoll.cli.badinput;

import org.jspecify.annotations.NullMarked;
