/** One class per subcommand, made only when it is called. */
@NullMarked
package dev.plimsoll.cli.command;

import org.jspecify.annotations.NullMarked;
