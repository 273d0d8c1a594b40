/** What the commands say, and how: colours, tables, one-line errors. */
@NullMarked
package dev.plimsoll.cli.terminal;

import org.jspecify.annotations.NullMarked;
